import Platform

/// A sweep over pass rates: one quantity against p, a panel for each advantage and group size, a curve
/// for each dither scale.
///
/// Every dither scale is a curve, up to ``mostSigmas``; of more group sizes than ``mostGroupSizes`` a
/// few are shown, the first and the last among them.
struct PassRateFigure: Figure {
  static let contents = "sweeps over pass rates"
  static let writers = ["redit exact --pass-rate"]
  static let signature = SweepFigure.signature
  static let options: Set = ["y"]

  /// The points of one panel and one dither scale, by rising pass rate.
  struct Curve {
    let sigma: Double
    let points: [(passRate: Double, point: PlotPoint)]
    /// The exact law between them; empty where only the points are known.
    var law: [(passRate: Double, exact: Double)] = []
  }

  /// One advantage at one group size.
  struct Panel {
    let advantage: String
    let groupSize: Int
    let curves: [Curve]
  }

  static let mostGroupSizes = 4
  static let mostSigmas = 100

  let quantity: PlotQuantity
  private(set) var panels: [Panel]
  /// What the panels share, in words.
  let shared: [String]
  /// Whether a line is the law, not the chords through the table's rows.
  private(set) var isRefined = false
  private let choice: PlotChoice
  /// All of the file, shown or not.
  let sigmaCount, groupSizeCount: Int

  static func values(of option: String, in table: CSVTable) -> [String] {
    SweepFigure.values(of: option, in: table)
  }

  /// Every policy of the sweep but the whole set is named after its pass rate, and there are at least
  /// three.
  static func fits(_ table: CSVTable, choice: PlotChoice) -> Bool {
    guard choice.policy == nil, signature.allSatisfy(table.has) else { return false }
    let names = table.rows.compactMap { try? table.text("policy", in: $0) }.inOrderOfAppearance
      .filter { $0 != PlotData.wholeSet }
    return names.count >= 3 && names.allSatisfy { passRate(of: $0) != nil }
  }

  /// The pass rate that a policy is named after: .05 for "p=0.05".
  static func passRate(of policy: String) -> Double? {
    guard policy.hasPrefix("p="), let rate = Double(policy.dropFirst(2)), 0...1 ~= rate else {
      return nil
    }
    return rate
  }

  init(table: CSVTable, choice: PlotChoice) throws {
    let quantity = try PlotQuantity(option: choice.quantity)
    self.quantity = quantity
    self.choice = choice
    let names = try table.rows.map { try table.text("policy", in: $0) }
    let rows = Dictionary(grouping: zip(table.rows, names), by: \.1)
    let rates = names.inOrderOfAppearance.compactMap { name in
      Self.passRate(of: name).map { (rate: $0, name: name) }
    }.sorted { $0.rate < $1.rate }
    let data = try rates.map { rate, name in
      (
        rate,
        try PlotData(
          table: table.with(rows: rows[name, default: []].map(\.0)), quantity: quantity,
          policy: name)
      )
    }
    let settings = data.flatMap { $0.1.curves.map(\.settings) }.inOrderOfAppearance
    let words = Self.names(settings)
    shared =
      words.shared + data.flatMap(\.1.objective).inOrderOfAppearance
      + Self.simulation(data.map(\.1))
    let sigmas = Set(data.flatMap { $0.1.curves.flatMap { $0.points.map(\.sigma) } }).sorted()
    let sizes = Set(settings.compactMap { Int($0.groupSize) }).sorted()
    (sigmaCount, groupSizeCount) = (sigmas.count, sizes.count)
    let shownSizes = sizes.spread(to: Self.mostGroupSizes)
    let shownSigmas = sigmas.spread(to: Self.mostSigmas)
    panels = zip(settings, words.own).filter { shownSizes.contains(Int($0.0.groupSize) ?? 0) }
      .map { setting, name in
        let own = data.compactMap { rate, data in
          data.curves.first { $0.settings == setting }.map { (rate, $0.points) }
        }
        return Panel(
          advantage: name, groupSize: Int(setting.groupSize) ?? 0,
          curves: shownSigmas.map { sigma in
            Curve(
              sigma: sigma,
              points: own.flatMap { rate, points in
                points.filter { $0.sigma == sigma }.map { (passRate: rate, point: $0) }
              })
          })
      }
  }

  /// Lines through 200 pass rates where the laws are known.
  func refined(by laws: PlotLaws) throws -> PassRateFigure {
    let rates = panels.flatMap { $0.curves.flatMap { $0.points.map(\.passRate) } }
    guard
      panels.contains(where: { $0.curves.contains { $0.points.contains { $0.point.exact != nil } } }
      )
    else { return self }
    let fine = PassRateAxis(passRates: rates).even(PlotLaws.points, besides: rates)
    let sigmas = panels.first?.curves.map(\.sigma) ?? []
    guard let table = try laws.table(.passRates(fine, sigmas: sigmas)),
      let other = try? PassRateFigure(table: table, choice: choice),
      other.panels.map(\.advantage) == panels.map(\.advantage),
      other.panels.map(\.groupSize) == panels.map(\.groupSize)
    else { return self }
    var refined = self
    refined.isRefined = true
    refined.panels = zip(panels, other.panels).map { panel, finer in
      Panel(
        advantage: panel.advantage, groupSize: panel.groupSize,
        curves: panel.curves.map { curve in
          Curve(
            sigma: curve.sigma, points: curve.points,
            law: finer.curves.first { $0.sigma == curve.sigma }?.points
              .compactMap { rate, point in point.exact.map { (rate, $0) } } ?? [])
        })
    }
    return refined
  }

  /// Names of the settings without their group size, and what all settings share.
  private static func names(_ settings: [PlotSettings]) -> (own: [String], shared: [String]) {
    let sizes = PlotLabels.groupSize
    let aspects = PlotLabels.differing(settings).filter { $0 != sizes }
    let own = settings.map { setting in
      let words = PlotLabels.words(of: setting, aspects: aspects)
      return words.isEmpty ? setting.advantage : words
    }
    return (own, PlotLabels.shared(settings).filter { !own.contains($0) })
  }

  /// Groups and seed of all rows.
  private static func simulation(_ data: [PlotData]) -> [String] {
    guard data.contains(where: { $0.curves.contains { $0.points.contains { $0.estimate != nil } } })
    else { return [] }
    let groups = data.flatMap(\.groupCounts).max().map {
      ["\(PlotLabels.grouped($0)) groups per point"]
    }
    return (groups ?? []) + PlotLabels.seed(data.flatMap(\.seeds).inOrderOfAppearance)
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    PassRateScript(figure: self, title: title, canvas: canvas).text
  }
}

extension [PassRateFigure.Panel] {
  var advantages: [String] { map(\.advantage).inOrderOfAppearance }
  var groupSizes: [Int] { map(\.groupSize).inOrderOfAppearance.sorted() }
}

extension Array {
  /// At most `count` elements, evenly spread, the first and the last among them.
  func spread(to most: Int) -> [Element] {
    guard count > most else { return self }
    // Rounded to the nearest place, not down.
    return (0..<most).map { self[($0 * (count - 1) + (most - 1) / 2) / (most - 1)] }
  }
}
