import Audit
import Platform

/// What noise would do and what to change, in the words that an audit and a plan share.
struct ForecastText {
  let entries: [ForecastEntry]

  /// A table of advantages by sigma.
  var lines: [String] {
    let sigmas = entries.map(\.sigma).inOrderOfAppearance
    let names = entries.map(\.name).inOrderOfAppearance
    let table = FittedTable(
      [FittedTable.Column(title: "advantage")]
        + sigmas.map { FittedTable.Column(title: NumberText.short($0), isNumber: true) },
      rows: names.map { name in [name] + entries.filter { $0.name == name }.map(Self.cell) }
    ).layout(.terminal, width: nil).table
    return table.split(separator: "\n").map(String.init)
  }

  /// Percent kept, with its interval where that is wider than two.
  static func cell(_ entry: ForecastEntry) -> String { percent(entry.kept) }

  /// Percent, with its interval where that is wider than two.
  static func percent(_ estimate: ClusteredEstimate?) -> String {
    guard let estimate else { return "?" }
    let value = Percent.text(estimate.value)
    guard let interval = estimate.interval, interval.upperBound - interval.lowerBound >= 0.02 else {
      return value
    }
    return
      "\(value) (\(Percent.text(interval.lowerBound))..\(Percent.text(interval.upperBound)))"
  }

  /// What noise does to the run's own advantage.
  static func ownLine(_ own: ForecastEntry, _ noiseShare: Double) -> String {
    let sigma = NumberText.short(own.sigma)
    return
      "\(own.name) at \(sigma == "0.05" ? ".05" : sigma): noise takes \(Percent.text(noiseShare))% of the "
      + "energy; gain " + NumberText.printed("%.3f", own.gain ?? .nan) + "."
  }

  /// What to change.
  static func advice(_ advice: [Advice]) -> TextSection {
    TextSection(
      title: "ADVICE", verdict: "",
      lines: advice.enumerated().map { place, advice in
        ("\(place + 1)", advice.words)
      }, column: 3)
  }
}
