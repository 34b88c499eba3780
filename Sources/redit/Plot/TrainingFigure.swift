import Platform

/// Recorded runs: one quantity against the step, a thin line for each run and a thick one for their
/// mean.
struct TrainingFigure: Figure {
  static let contents = "recorded runs"
  static let writers = ["redit train"]
  /// Of JSON Lines only what every run has.
  static let signature = ["run", "step", "value", "entropy", "mean_reward"]
  static let options: Set = ["y"]

  /// A column that can be drawn.
  struct Quantity: Equatable {
    let column: String
    /// The words beside the axis.
    let words: String
    /// What no value can leave; such a quantity has a plain axis.
    var bounds: ClosedRange<Double>?
    /// Whether the axis may be logarithmic.
    var isSize = false
  }

  /// Columns that can be drawn.
  static let quantities: [Quantity] = [
    Quantity(column: "value", words: "V, the expected reward"),
    Quantity(column: "entropy", words: "entropy of the policy  (nats)"),
    Quantity(column: "kl", words: "KL divergence from the start  (nats)", isSize: true),
    Quantity(column: "mean_reward", words: "mean reward of the batch"),
    Quantity(column: "gradient_norm", words: "norm of the gradient", isSize: true),
    share("noise_share", "share of noise in the gradient"),
    share("silent_raw", "share of groups with equal raw rewards"),
    share("silent_dithered", "share of groups with equal dithered rewards"),
    share("clip_share", "share of clipped completions"),
    share("used_share", "share of completions used"),
    Quantity(column: "learning_rate", words: "learning rate"),
    Quantity(column: "sigma", words: "dither standard deviation σ  (reward units)"),
    Quantity(column: "gradient_distance", words: "distance of E g from grad V", isSize: true),
    Quantity(column: "gradient_cosine", words: "cosine of E g with grad V", bounds: -1...1),
  ]

  static func values(of option: String, in table: CSVTable) -> [String] {
    option == "y" ? quantities.map(\.column).filter(table.has) : []
  }

  private static func share(_ column: String, _ words: String) -> Quantity {
    Quantity(column: column, words: words, bounds: 0...1)
  }

  /// A logarithmic axis is no longer; what lies below stands at its foot.
  static let mostDecades = 6.0

  /// Thin lines at most; of more runs, the first.
  static let mostLines = 100

  let quantity: Quantity
  /// Step and value, by rising step, for each run.
  let runs: [[(step: Double, value: Double)]]
  /// Over the runs that have the step.
  let mean: [(step: Double, value: Double)]
  /// How the runs were trained, as far as it is known.
  private let setting: [String]

  init(table: CSVTable, choice: PlotChoice) throws {
    let column = try Names.one(
      choice.quantity ?? "value", among: Self.quantities.map(\.column), option: "--y")
    quantity = Self.quantities.first { $0.column == column }!
    var byRun: [String: [(step: Double, value: Double)]] = [:]
    var order: [String] = []
    for row in table.rows {
      guard let value = try table.number(column, in: row) else { continue }
      let run = try table.text("run", in: row)
      if byRun[run] == nil { order.append(run) }
      // Refuses a step that is not whole; its text is of no use here.
      _ = try table.count("step", in: row, least: 0)
      byRun[run, default: []].append((try table.requiredNumber("step", in: row), value))
    }
    if order.isEmpty { throw PlotError.emptyColumn(column, file: table.file) }
    runs = order.map { byRun[$0, default: []].sorted { $0.step < $1.step } }
    mean = Self.mean(of: runs)
    setting = try Self.setting(of: table)
  }

  /// What the rows themselves say: the words of the recipe, the largest sigma and learning rate.
  private static func setting(of table: CSVTable) throws -> [String] {
    let largest = { (column: String) in
      table.has(column) ? try table.rows.compactMap { try table.number(column, in: $0) }.max() : nil
    }
    let words = [
      ("task", ""), ("advantage", ""), ("group_size", "G = "), ("noise", ""), ("optimizer", ""),
    ]
    let sizes = [("sigma", "σ = "), ("learning_rate", "learning rate ")]
    return try words.compactMap { column, word in
      guard table.has(column) else { return nil }
      let text = try table.text(column, in: table.rows[0])
      return text.isEmpty ? nil : word + text.cut(to: 40)
    } + sizes.compactMap { column, word in try largest(column).map { word + decimal($0) } }
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
    let steps = "\(PlotLabels.grouped(mean[mean.count - 1].step)) steps"
    let lines = shown < runs.count ? ["the first \(shown) as lines"] : []
    let height = self.height
    let cut = isCut(height) ? ["below the axis: drawn at its foot"] : []
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Training, step by step",
      subtitle: (setting + [count, steps] + lines + cut).joined(separator: ", "))
    let words = quantity.words + height.unitWords
    let parts = [
      frame.setup(notes: [words]), ["set xlabel 'step'"], axes(height),
      canvas.isText ? [] : margins(frame, words), blocks(shown, height), [plot(shown, canvas)],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  /// The axis: plain for shares and cosines; for sizes logarithmic when they span over two decades.
  private var height: HeightAxis {
    HeightAxis(
      values: mean.map(\.value), reaches: runs.joined().map(\.value),
      isLogarithmic: quantity.isSize ? nil : false, bounds: quantity.bounds,
      decades: Self.mostDecades)
  }

  private func isCut(_ height: HeightAxis) -> Bool {
    height.isLogarithmic
      && runs.joined().contains { $0.value <= 0 || log10($0.value) < height.limits.lowerBound }
  }

  private func axes(_ height: HeightAxis) -> [String] {
    let limits = height.limits
    return [
      "set xrange [\(mean[0].step):\(max(mean[mean.count - 1].step, mean[0].step + 1))]",
      "set yrange [\(limits.lowerBound):\(limits.upperBound)]", "set xtics nomirror out",
      "set ytics nomirror out (\(height.ticks.forGnuplot))",
    ]
  }

  private func margins(_ frame: PlotFrame, _ words: String) -> [String] {
    [
      "set label 3 \(words.quotedForGnuplot) at screen 0.025, graph 0.5 center rotate",
      "set lmargin at screen 0.115",
      "set key outside right center Left reverse samplen 2.5 spacing \(frame.legendSpacing)",
    ]
  }

  private func blocks(_ shown: Int, _ height: HeightAxis) -> [String] {
    let lines = { (points: [(step: Double, value: Double)]) in
      points.map { "\($0.step) \(height.position(of: $0.value))" }
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
