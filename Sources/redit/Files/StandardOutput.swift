import Platform

/// Standard output: what cannot be written there is an error, as for any other file.
enum StandardOutput {
  static func write(_ text: String) throws { try write(Data(text.utf8)) }

  /// What an error says before its reason.
  static let failure = "cannot write to standard output"

  static func write(_ data: Data) throws {
    if let reason = Descriptor.write(data, to: STDOUT_FILENO) {
      throw FileError("\(failure): \(reason)")
    }
  }
}
