import Analysis
import ArgumentParser
import Foundation

/// How results are written.
enum OutputFormat: String, CaseIterable {
  case table, csv, json, markdown

  /// The format a file name asks for.
  init(of path: String) {
    switch Self.ending(of: path) {
    case "json": self = .json
    case "md": self = .markdown
    case "txt": self = .table
    default: self = .csv
    }
  }

  /// Without its dot, in small letters.
  static func ending(of path: String) -> String {
    URL(filePath: path).pathExtension.lowercased()
  }

  /// - Parameter width: of the terminal; nil for as wide as it is.
  func text(_ rows: [LabelledRow], width: Int?) throws -> String {
    switch self {
    case .table: SweepTableText.table(rows, .terminal, width: width)
    case .markdown: SweepTableText.table(rows, .markdown, width: nil)
    case .csv: SweepColumns.csv(rows)
    case .json: try SweepJSON.text(rows)
    }
  }
}
