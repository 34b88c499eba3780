/// Recorded runs: one quantity against the step, a thin line for each run and a thick one for their
/// mean.
struct TrainingFigure: Figure {
  static let contents = "recorded runs"
  static let writers = ["redit train"]
  static let signature = ["run", "step", "value", "entropy", "gradient_norm", "noise_share"]
  static let options: Set = ["y"]

  /// Columns that can be drawn, with the words beside the axis.
  static let quantities: [(column: String, words: String)] = [
    ("value", "V, the expected reward"), ("entropy", "entropy of the policy  (nats)"),
    ("kl", "KL divergence from the start  (nats)"), ("mean_reward", "mean reward of the batch"),
    ("gradient_norm", "norm of the gradient"), ("noise_share", "share of noise in the gradient"),
    ("silent_raw", "share of groups with equal raw rewards"),
    ("silent_dithered", "share of groups with equal dithered rewards"),
    ("clip_share", "share of clipped completions"), ("used_share", "share of completions used"),
    ("learning_rate", "learning rate"), ("sigma", "dither standard deviation σ  (reward units)"),
    ("gradient_distance", "distance of E g from grad V"),
    ("gradient_cosine", "cosine of E g with grad V"),
  ]

  /// Thin lines at most; of more runs, the first.
  static let mostLines = 100

  let quantity: (column: String, words: String)
  /// Step and value, by rising step, for each run.
  let runs: [[(step: Double, value: Double)]]
  /// Over the runs that have the step.
  let mean: [(step: Double, value: Double)]

  init(table: CSVTable, choice: PlotChoice) throws {
    let column = choice.quantity ?? "value"
    guard let quantity = Self.quantities.first(where: { $0.column == column }) else {
      let known = Self.quantities.map(\.column).joined(separator: ", ")
      throw UsageError("--y: recorded runs have no \(column) to draw; they have \(known)")
    }
    self.quantity = quantity
    var byRun: [String: [(step: Double, value: Double)]] = [:]
    var order: [String] = []
    for row in table.rows {
      guard let value = try table.number(column, in: row) else { continue }
      let run = try table.text("run", in: row)
      if byRun[run] == nil { order.append(run) }
      byRun[run, default: []].append((try table.requiredNumber("step", in: row), value))
    }
    if order.isEmpty { throw PlotError.emptyColumn(column, file: table.file) }
    runs = order.map { byRun[$0, default: []].sorted { $0.step < $1.step } }
    mean = Self.mean(of: runs)
  }

  private static func mean(
    of runs: [[(step: Double, value: Double)]]
  ) -> [(step: Double, value: Double)] {
    var sums: [Double: (sum: Double, count: Int)] = [:]
    for (step, value) in runs.joined() {
      let sum = sums[step, default: (0, 0)]
      sums[step] = (sum.sum + value, sum.count + 1)
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sum / Double($0.value.count)) }
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let shown = min(runs.count, Self.mostLines)
    let count = runs.count == 1 ? "one run" : "\(runs.count) runs"
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Training, step by step",
      subtitle: shown < runs.count ? "\(count), the first \(shown) as lines" : count)
    let height = HeightAxis(values: mean.map(\.value), reaches: runs.joined().map(\.value))
    let parts = [
      frame.setup(notes: [quantity.words]), ["set xlabel 'step'"], axes(height),
      canvas.isText ? [] : margins(frame), blocks(shown), [plot(shown, canvas)],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private func axes(_ height: HeightAxis) -> [String] {
    let limits = height.limits
    return [
      "set xrange [\(mean[0].step):\(max(mean[mean.count - 1].step, mean[0].step + 1))]",
      "set yrange [\(limits.lowerBound):\(limits.upperBound)]", "set xtics nomirror out",
      height.isLogarithmic
        ? "set logscale y; set ytics nomirror out (\(height.ticks.forGnuplot))"
        : "set ytics nomirror out",
    ]
  }

  private func margins(_ frame: PlotFrame) -> [String] {
    [
      "set label 3 \(quantity.words.quotedForGnuplot) at screen 0.025, graph 0.5 center rotate",
      "set lmargin at screen 0.115",
      "set key outside right center Left reverse samplen 2.5 spacing \(frame.legendSpacing)",
    ]
  }

  private func blocks(_ shown: Int) -> [String] {
    let lines = { (points: [(step: Double, value: Double)]) in
      points.map { "\($0.step) \($0.value)" }
    }
    return runs.prefix(shown).enumerated().flatMap { ["$run\($0) << END"] + lines($1) + ["END"] }
      + ["$mean << END"] + lines(mean) + ["END"]
  }

  private func plot(_ shown: Int, _ canvas: PlotCanvas) -> String {
    let style = PlotStyle(curve: 0)
    let mean = "$mean with lines linewidth 2.6 linecolor rgb '\(style.color)' title "
    if runs.count == 1 { return "plot \(mean)'the run'" }
    let thin = (0..<(canvas.isText ? 0 : shown)).map {
      "$run\($0) with lines linewidth 0.7 linecolor rgb '#9EC3DC' \($0 == 0 ? "title 'runs'" : "notitle")"
    }
    return "plot " + (thin + [mean + "'mean'"]).joined(separator: ", \\\n  ")
  }
}
