/// Why exact fields of a row are empty, a phrase each: what its column `note` says of them.
enum RowNotes {
  /// Of one prompt: those of its moments, and those that its quantities add.
  static func prompt(_ law: ExactMoments, _ moments: GradientMoments, valueNorm: Double) -> [String]
  {
    law.notes + quantities(moments, valueNorm: valueNorm)
  }

  /// Of a set: those of its prompts, each once, with how many prompts have it where not all do.
  static func set(
    _ laws: [ExactMoments], _ moments: GradientMoments, valueNorm: Double
  ) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for note in laws.flatMap(\.notes) {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
    let notes = order.map { note in
      counts[note] == laws.count ? note : "\(note) (\(counts[note]!) of \(laws.count) prompts)"
    }
    return notes + quantities(moments, valueNorm: valueNorm)
  }

  /// NaN moments are unknown: their reason stands with the law.
  private static func quantities(_ moments: GradientMoments, valueNorm: Double) -> [String] {
    var notes: [String] = []
    if moments.secondMoment.isInfinite || moments.normSquared.isInfinite {
      notes.append("an exact moment is infinite or too large for a number")
    }
    if moments.variance == 0 { notes.append("the variance is 0: no signal to noise") }
    if valueNorm == 0 {
      notes.append("the gradient of V is 0: no cosine")
    } else if moments.normSquared == 0 {
      notes.append("the expected gradient is 0: no cosine")
    }
    return notes
  }
}
