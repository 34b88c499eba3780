import Platform

/// Standard output: what cannot be written there is an error, as for any other file.
enum StandardOutput {
  static func write(_ text: String) throws { try write(Data(text.utf8)) }

  static func write(_ data: Data) throws {
    if let failure = Descriptor.write(data, to: STDOUT_FILENO) {
      throw FileError("cannot write to standard output: \(failure)")
    }
  }
}
