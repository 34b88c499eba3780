import Platform

/// What an output is to hold.
enum OutputContent {
  case data(Data)
  /// Made while it is written, piece by piece.
  case made((inout OutputSink) throws -> Void)

  /// Writes it into an open file; its fingerprint.
  ///
  /// - Parameter failure: what an error says before its reason.
  func write(to file: Int32, failure: String) throws -> String {
    var sink = OutputSink(file, failure: failure)
    switch self {
    case .data(let data): try data.withUnsafeBytes { try sink.write($0) }
    case .made(let make):
      try make(&sink)
      try sink.flush()
    }
    return sink.fingerprint
  }
}
