import Foundation

@testable import redit

/// A small sweep as text: rows of (policy, advantage, noise, sigma, variance, error, exact).
enum PlotFixture {
  typealias Row = (
    policy: String, advantage: String, noise: String, sigma: String, variance: String,
    error: String, exact: String
  )

  static let header =
    "policy,advantage,noise,group_size,ddof,stabilizer,sigma,groups,seed,"
    + "variance,variance_se,variance_exact,cosine,cosine_exact"

  /// The five-arm reference policy at G = 4: the standardized variance jumps at sigma = 0+.
  static let jump: [Row] = [
    ("five-arms", "standardized", "gaussian", "0", "0.1167", "0.0004", "0.116653"),
    ("five-arms", "standardized", "gaussian", "0.1", "0.1871", "0.0005", "0.187249"),
    ("five-arms", "standardized", "gaussian", "1e-3", "0.1880", "0.0005", "0.188"),
    ("five-arms", "mean", "gaussian", "0", "0.0240", "0.0001", "0.024002"),
    ("five-arms", "mean", "gaussian", "0.1", "0.0254", "0.0001", ""),
  ]

  static func csv(_ rows: [Row]) -> String {
    let lines = rows.map { row in
      "\(row.policy),\(row.advantage),\(row.noise),4,0,0.0,\(row.sigma),200000,7,"
        + "\(row.variance),\(row.error),\(row.exact),,"
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  static func data(_ rows: [Row], policy: String? = nil) throws -> PlotData {
    try PlotData(
      table: CSVTable(text: csv(rows), file: "s.csv"), quantity: .variance, policy: policy)
  }

  static func table(_ rows: [Row]) throws -> CSVTable {
    try CSVTable(text: csv(rows), file: "s.csv")
  }

  static func figure(_ rows: [Row]) throws -> SweepFigure {
    try SweepFigure(table: table(rows), choice: PlotChoice())
  }

  /// Runs `body` in a folder of its own, which then goes.
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "redit-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
