/// A sweep: one quantity of one policy against the dither's standard deviation.
struct SweepFigure: Figure {
  static let contents = "sweeps"
  static let writers = ["redit sweep", "redit exact"]
  static let signature = ["policy", "advantage", "noise", "group_size", "sigma", "variance"]
  static let options: Set = ["y", "policy"]

  let data: PlotData
  /// The exact laws on a fine grid, by setting; empty where they are not known between the rows.
  private(set) var laws: [PlotSettings: [PlotPoint]] = [:]

  init(table: CSVTable, choice: PlotChoice) throws {
    data = try PlotData(
      table: table, quantity: PlotQuantity(option: choice.quantity), policy: choice.policy)
  }

  static func values(of option: String, in table: CSVTable) -> [String] {
    option == "y" ? PlotQuantity.names : (try? table.texts(option)) ?? []
  }

  func refined(by laws: PlotLaws) throws -> SweepFigure {
    let exact = data.curves.flatMap(\.dithered).filter { $0.exact != nil }.map(\.sigma)
    guard let sigmas = PlotLaws.sigmas(between: exact),
      let table = try laws.table(.sigmas(sigmas, policy: data.policy)),
      let fine = try? PlotData(table: table, quantity: data.quantity, policy: data.policy)
    else { return self }
    var refined = self
    refined.laws = Dictionary(
      fine.curves.map { ($0.settings, $0.dithered.filter { $0.exact != nil }) },
      uniquingKeysWith: { first, _ in first })
    return refined
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    SweepScript(figure: self, title: title, canvas: canvas).text
  }
}

extension PlotQuantity {
  /// The quantity that `--y` names, the variance without it.
  init(option: String?) throws {
    let name = try option.map { try Names.one($0, among: Self.names, option: "--y") }
    self = name.flatMap(PlotQuantity.init(rawValue:)) ?? .variance
  }
}
