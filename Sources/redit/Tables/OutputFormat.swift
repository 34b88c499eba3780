import ArgumentParser
import Platform

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
}
