import Training

/// Ratios of steps in tables, with what censoring makes of them.
enum RatioText {
  /// The ratio: a lower bound, an upper bound, cut, or none.
  static func ratio(_ change: ComparisonRow.Change?) -> String {
    guard let change else { return "" }
    let text = interval(change.stepRatio)
    switch change.censoring {
    case .none: return text
    case .dithered: return "≥ " + text
    case .plain: return "≤ " + text
    case .both: return "cut " + text
    case .unreached: return "unreached"
    }
  }

  /// What these marks mean, of those that are there, a line each.
  static func marks(_ rows: [ComparisonRow]) -> String {
    let found = Set(rows.compactMap(\.change?.censoring))
    return Censoring.allCases.filter(found.contains).compactMap(meaning).joined()
  }

  private static func meaning(_ censoring: Censoring) -> String? {
    switch censoring {
    case .none: nil
    case .dithered:
      "≥: some runs with noise were over before the threshold, the true ratio is at least this\n"
    case .plain:
      "≤: some runs without noise were over before the threshold, the true ratio is at most this\n"
    case .both:
      "cut: some runs with and some without noise were over before the threshold; the ratio depends on "
        + "the number of steps, more of them tell more (--steps)\n"
    case .unreached: "unreached: no run got to the threshold, with noise or without\n"
    }
  }

  /// An estimate with its interval, where it has one.
  static func interval(_ value: BootstrapInterval?, digits: Int = 3) -> String {
    guard let value else { return "" }
    let estimate = NumberText.fixed(value.estimate, digits: digits)
    guard let ends = value.ends else { return estimate }
    let (low, high) = (ends.lowerBound, ends.upperBound)
    return "\(estimate) [\(NumberText.fixed(low, digits: digits)), "
      + "\(NumberText.fixed(high, digits: digits))]"
  }
}
