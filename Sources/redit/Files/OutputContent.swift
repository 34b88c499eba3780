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
    switch self {
    case .data(let data):
      if let reason = Descriptor.write(data, to: file) { throw FileError("\(failure): \(reason)") }
      return fingerprint(data)
    case .made(let make):
      var sink = OutputSink(file, failure: failure)
      try make(&sink)
      try sink.flush()
      return sink.fingerprint
    }
  }
}
