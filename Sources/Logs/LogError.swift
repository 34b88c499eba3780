/// A log that cannot be read: where, and why.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was given, `-` for the standard input, empty where no file is meant.
  public var file: String
  /// The line, or the row of a table or of a parquet file, from 1; nil where the whole file is
  /// meant.
  public var line: Int?
  /// What is wrong, without the place.
  public var reason: String

  /// Makes an error of its parts.
  public init(file: String = "", line: Int? = nil, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// `file:line: reason`, without the parts that are not known.
  public var description: String {
    if file.isEmpty { return reason }
    return "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
  }
}
