/// The points of one setting, by rising dither scale.
struct PlotCurve: Equatable {
  let settings: PlotSettings
  let points: [PlotPoint]

  /// The points without dither, drawn apart from the others.
  var undithered: [PlotPoint] { points.filter { $0.sigma == 0 } }

  /// The points that a logarithmic axis can hold.
  var dithered: [PlotPoint] { points.filter { $0.sigma > 0 } }
}

/// Everything a figure shows of one sweep: one quantity of one policy, a curve for each setting.
struct PlotData: Equatable {
  let quantity: PlotQuantity
  let policy: String
  /// The prompts that `policy` stands for when it is the whole set, else 1.
  let promptCount: Int
  /// The distinct numbers of simulated groups per point, rising.
  let groupCounts: [Double]
  /// The distinct seeds, as the sweep wrote them.
  let seeds: [String]
  /// Ratio, clip, KL term and what else no other column tells, where the sweep has a column for it.
  let objective: [String]
  /// In the order in which the sweep first names them.
  let curves: [PlotCurve]

  /// The name under which a sweep files the whole prompt set.
  static let wholeSet = "all"

  /// Picks one quantity of one policy out of a sweep.
  ///
  /// - Parameter policy: nil takes the whole prompt set, or the only policy of the sweep.
  /// - Throws: ``PlotError`` for a missing column or policy, a cell that is no number, or a
  ///   quantity without any value.
  init(table: CSVTable, quantity: PlotQuantity, policy: String? = nil) throws {
    let policies = try table.rows.map { try table.text("policy", in: $0) }
    let names = policies.inOrderOfAppearance
    let chosen = try Self.choose(policy, among: names, file: table.file)
    self.quantity = quantity
    self.policy = chosen
    promptCount = chosen == Self.wholeSet ? max(names.count - 1, 1) : 1

    let rows = zip(table.rows, policies).filter { $0.1 == chosen }.map(\.0)
    let keys = try rows.map { try PlotSettings(row: $0, of: table) }
    let points = try rows.map { try PlotPoint(row: $0, of: table, quantity: quantity) }
    groupCounts = try Set(
      rows.compactMap { try table.number("groups", in: $0) }.filter { $0 > 0 }
    ).sorted()
    seeds = try table.texts("seed", in: rows)
    objective = try table.texts("objective", in: rows).flatMap { $0.split(separator: "; ") }
      .map(String.init).inOrderOfAppearance
    let byKey = Dictionary(grouping: zip(keys, points), by: \.0)
    curves = keys.inOrderOfAppearance.map { key in
      let own = byKey[key, default: []].map(\.1)
      return PlotCurve(settings: key, points: own.sorted { $0.sigma < $1.sigma })
    }
    if points.allSatisfy({ $0.heights.isEmpty }) {
      throw PlotError.nothingToDraw(column: quantity.column, file: table.file)
    }
  }

  private static func choose(_ policy: String?, among names: [String], file: String) throws
    -> String
  {
    if let policy {
      if names.contains(policy) { return policy }
      throw PlotError.unknownPolicy(policy, known: names, file: file)
    }
    if names.contains(wholeSet) { return wholeSet }
    if names.count == 1 { return names[0] }
    throw PlotError.severalPolicies(names, file: file)
  }
}

extension CSVTable {
  /// The distinct texts of a column, empty ones left out; none where the table has no such column.
  func texts(_ column: String, in rows: [Row]? = nil) throws -> [String] {
    guard has(column) else { return [] }
    return try (rows ?? self.rows).map { try text(column, in: $0) }.filter { !$0.isEmpty }
      .inOrderOfAppearance
  }
}

extension Sequence where Element: Hashable {
  /// The distinct elements, each where it first appears.
  var inOrderOfAppearance: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
