import Platform
import Logs

/// What was read of a log, for the record beside an output.
struct LogRecord: Codable, Hashable {
  /// Of the bytes; of several files, of their names and hashes in the order in which they are read.
  var hash: String
  var bytes: Int
  /// How many files it is of, where it is not one.
  var files: Int?

  /// Files that have a record each; of more there is one for all.
  static let most = 100

  /// By path; of many files, by the paths given.
  static func all(_ files: [HashedFile], of run: [String]) -> [String: LogRecord] {
    let records = files.map { LogRecord(hash: $0.hash.text, bytes: $0.hash.count) }
    guard files.count > most else {
      return Dictionary(zip(files.map(\.path), records)) { $1 }
    }
    let list = zip(files, records).map { "\($0.path) \($1.hash)\n" }.joined()
    let bytes = records.reduce(0) { $0 + $1.bytes }
    return [
      run.joined(separator: " "): LogRecord(
        hash: fingerprint(Data(list.utf8)), bytes: bytes, files: files.count)
    ]
  }

  /// What differs from what was read before, in words; nil for nothing.
  static func difference(
    _ logs: [String: LogRecord], from before: [String: LogRecord]
  ) -> String? {
    let paths = Set(logs.keys).union(before.keys).sorted()
    guard let path = paths.first(where: { logs[$0] != before[$0] }) else { return nil }
    if before[path] == nil { return "\(path) is new in the log since the output was made" }
    if logs[path] == nil { return "\(path) is no part of the log any more" }
    return "\(path) has changed since the output was made"
  }
}
