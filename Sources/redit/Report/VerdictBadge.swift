import Analysis

/// Verdicts for the eye: always in words, with a sign and a colour beside them.
enum VerdictBadge {
  /// The verdict of one comparison.
  static func badge(_ finding: Finding, _ judgement: Judgement) -> HTML {
    let verdict = judgement.verdict(finding)
    let isSurprise = judgement.standing(finding) == .notAsExpected
    return badge(
      verdict, words: VerdictText.verdict(finding, judgement), more: isSurprise ? " surprise" : "")
  }

  /// The verdicts of one claim, each with the variants it was found for.
  static func list(_ claim: Claim, _ judgement: Judgement) -> HTML {
    let lines = VerdictText.variants(claim, judgement).map { verdict, names -> HTML in
      "<li>\(badge(verdict, words: verdict.rawValue)) for \(names)</li>"
    }
    return "<ul class=\"verdicts\">\(lines)</ul>"
  }

  private static func badge(_ verdict: Verdict, words: String, more: String = "") -> HTML {
    """
    <span class="verdict \(verdict.rawValue)\(more)">\
    <span aria-hidden="true">\(sign(verdict))</span> \(words)</span>
    """
  }

  private static func sign(_ verdict: Verdict) -> String {
    switch verdict {
    case .holds: "\u{2713}"
    case .fails: "\u{2717}"
    case .undecided: "?"
    case .inconsistent: "\u{203C}"
    }
  }
}
