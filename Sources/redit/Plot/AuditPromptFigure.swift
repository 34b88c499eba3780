/// The prompts of a run from the hardest to the easiest: pass rates with their intervals.
struct AuditPromptFigure: Figure {
  static let contents = "audited prompts"
  static let writers = ["redit audit --table prompts --format csv"]
  static let signature = [
    "prompt", "pass_rate", "completions", "mean_reward", "groups", "silent", "pass_rate_low",
    "pass_rate_high",
  ]
  static let mayBeEmpty: Set = ["pass_rate_low", "pass_rate_high"]
  static let options: Set<String> = []

  private struct Prompt {
    let rate, mean: Double
    let interval: ClosedRange<Double>
  }

  private let prompts: [Prompt]
  private let hasPosterior: Bool

  init(table: CSVTable, choice: PlotChoice) throws {
    var hasPosterior = false
    let prompts = try table.rows.map { row in
      let rate = try table.requiredNumber("pass_rate", in: row)
      var interval = rate...rate
      if let low = try table.number("pass_rate_low", in: row),
        let high = try table.number("pass_rate_high", in: row), low <= high
      {
        (interval, hasPosterior) = (low...high, true)
      }
      return Prompt(
        rate: rate, mean: try table.requiredNumber("mean_reward", in: row), interval: interval)
    }
    if prompts.isEmpty { throw PlotError.emptyColumn("prompt", file: table.file) }
    self.prompts = prompts.sorted { ($0.rate, $0.mean) < ($1.rate, $1.mean) }
    self.hasPosterior = hasPosterior
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "The prompts, from hard to easy",
      subtitle: hasPosterior
        ? "posterior of each, all pass rates being of one beta law; bars: 95%"
        : "mean rewards: without two levels and eight prompts there is no posterior",
      height: 420)
    let values = prompts.flatMap { [$0.mean, $0.interval.lowerBound, $0.interval.upperBound] }
    let (low, high) = (min(0, values.min()!), max(1, values.max()!))
    let style = (PlotStyle(curve: 0), PlotStyle(curve: 1))
    let lines =
      frame.setup(notes: []) + [
        "set xlabel 'prompts in order of their pass rate'",
        "set xrange [0:\(prompts.count + 1)]", "set yrange [\(low):\(high)]",
        "set xtics nomirror out",
        "set ytics nomirror out (\(linearTicks(in: low...high).forGnuplot))",
      ] + frame.sideLegend(samples: 1.5) + ["$prompts << END"]
      + prompts.enumerated().map { place, prompt in
        "\(place + 1) \(prompt.rate) \(prompt.interval.lowerBound) \(prompt.interval.upperBound) \(prompt.mean)"
      } + ["END"]
    let rates = hasPosterior ? "posterior mean" : "mean reward"
    let bars =
      "$prompts using 1:2:3:4 with yerrorbars linewidth 1.6 pointtype \(style.0.filledMarker) "
      + "linecolor rgb '\(style.0.color)' title '\(rates)'"
    let means =
      ", $prompts using 1:5 with points linewidth 1.6 pointtype \(style.1.hollowMarker) "
      + "linecolor rgb '\(style.1.color)' title 'mean reward'"
    return (lines + ["plot " + bars + (hasPosterior ? means : "")]).joined(separator: "\n") + "\n"
  }
}
