public import Foundation

/// Tables that other programs made, under `data`, each by the script beside it.
public enum Reference {
  /// The rows of a table, each a dictionary from column name to cell.
  ///
  /// Cells hold no separators or quotes.
  ///
  /// - Parameter path: below `data/reference`, such as `philox/raw.csv`; the cells of a `.tsv` are
  ///   separated by tabs.
  public static func table(_ path: String) throws -> [[String: String]] {
    try rows(of: folder.appendingPathComponent(path))
  }

  /// The same below `data/golden`.
  public static func golden(_ path: String) throws -> [[String: String]] {
    try data("golden/\(path)")
  }

  /// The same below `data`.
  public static func data(_ path: String) throws -> [[String: String]] {
    try rows(of: folder.deletingLastPathComponent().appendingPathComponent(path))
  }

  private static func rows(of file: URL) throws -> [[String: String]] {
    let text = try String(contentsOf: file, encoding: .utf8)
    let separator: Character = file.pathExtension == "tsv" ? "\t" : ","
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  /// The folder `data/reference` of this package.
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("data/reference")
}
