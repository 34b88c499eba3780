import Platform

/// Standard error: notes and progress. Nobody may be there to read them; a run goes on all the same.
enum StandardError {
  static func write(_ text: String) {
    _ = Descriptor.write(Data(text.utf8), to: STDERR_FILENO)
  }
}
