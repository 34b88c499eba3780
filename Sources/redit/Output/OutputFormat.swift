import Analysis
import ArgumentParser
import Foundation

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json, markdown

  /// The format a file name asks for.
  init(of path: String) {
    switch URL(filePath: path).pathExtension {
    case "json": self = .json
    case "md": self = .markdown
    case "txt": self = .table
    default: self = .csv
    }
  }

  func text(_ rows: [SweepRow]) throws -> String {
    switch self {
    case .table: SweepTableText.table(rows, markdown: false)
    case .markdown: SweepTableText.table(rows, markdown: true)
    case .csv: SweepColumns.csv(rows)
    case .json: try SweepJSON.text(rows)
    }
  }
}
