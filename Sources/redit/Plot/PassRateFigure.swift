import Foundation

/// A sweep over pass rates: one quantity against p, a panel for each advantage and group size, a curve
/// for each dither scale.
///
/// Of many group sizes or dither scales a few are shown, the first and the last among them.
struct PassRateFigure: Figure {
  static let contents = "sweeps over pass rates"
  static let writers = ["redit exact --pass-rate"]
  static let signature = SweepFigure.signature
  static let options: Set = ["y"]

  /// The points of one panel and one dither scale, by rising pass rate.
  struct Curve {
    let sigma: Double
    let points: [(passRate: Double, point: PlotPoint)]
  }

  /// One advantage at one group size.
  struct Panel {
    let advantage: String
    let groupSize: Int
    let curves: [Curve]
  }

  static let mostGroupSizes = 4
  static let mostSigmas = 6

  let quantity: PlotQuantity
  let panels: [Panel]
  let noises: [String]
  /// All of the file, shown or not.
  let sigmaCount, groupSizeCount: Int

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
    noises = settings.map(\.noise).inOrderOfAppearance
    let sigmas = Set(data.flatMap { $0.1.curves.flatMap { $0.points.map(\.sigma) } }).sorted()
    let sizes = Set(settings.compactMap { Int($0.groupSize) }).sorted()
    (sigmaCount, groupSizeCount) = (sigmas.count, sizes.count)
    let shownSizes = sizes.spread(to: Self.mostGroupSizes)
    let shownSigmas = sigmas.spread(to: Self.mostSigmas)
    panels = settings.filter { shownSizes.contains(Int($0.groupSize) ?? 0) }.map { setting in
      let own = data.compactMap { rate, data in
        data.curves.first { $0.settings == setting }.map { (rate, $0.points) }
      }
      return Panel(
        advantage: Self.name(setting, among: settings), groupSize: Int(setting.groupSize) ?? 0,
        curves: shownSigmas.map { sigma in
          Curve(
            sigma: sigma,
            points: own.flatMap { rate, points in
              points.filter { $0.sigma == sigma }.map { (passRate: rate, point: $0) }
            })
        })
    }
  }

  /// The advantage, with what else sets it apart.
  private static func name(_ setting: PlotSettings, among all: [PlotSettings]) -> String {
    var words = [setting.advantage]
    let alike = all.filter { $0.advantage == setting.advantage }
    if Set(alike.map(\.ddof)).count > 1 { words.append("ddof \(setting.ddof)") }
    if Set(alike.map(\.stabilizer)).count > 1 { words.append("stabilizer \(setting.stabilizer)") }
    if Set(all.map(\.noise)).count > 1 { words.append(setting.noise) }
    return words.joined(separator: ", ")
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
    return (0..<most).map { self[($0 * (count - 1) + (most - 1) / 2) / (most - 1)] }
  }
}
