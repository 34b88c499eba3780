import Platform

/// The standard streams of a process that serves: the requests come and the answers go by copies of them,
/// while the commands find an empty input and write into files without a name.
final class CapturedStreams {
  /// What a command left behind.
  struct Result {
    let status: Int32
    let output, errors: String
  }

  /// Where paths began.
  let folder: String
  private let requests: UnsafeMutablePointer<FILE>
  private let answers: Int32
  private let output: Int32
  private let errors: Int32
  private var line: UnsafeMutablePointer<CChar>?
  private var capacity = 0

  /// - Throws: `FileError` where there are no more files to be had.
  init() throws {
    folder = FileManager.default.currentDirectoryPath
    answers = try Self.copy(of: STDOUT_FILENO)
    guard let requests = fdopen(try Self.copy(of: STDIN_FILENO), "r") else {
      throw FileError("cannot read standard input: \(SystemError())")
    }
    self.requests = requests
    output = try Self.nameless()
    errors = try Self.nameless()
    let empty = open("/dev/null", O_RDONLY | O_CLOEXEC)
    dup2(empty, STDIN_FILENO)
    close(empty)
  }

  deinit {
    free(line)
    fclose(requests)
    [answers, output, errors].forEach { _ = close($0) }
  }

  /// The next line of the requests; nil at their end. Blank lines are none.
  func nextLine() -> Data? {
    while true {
      let count = getline(&line, &capacity, requests)
      guard count >= 0, let line else { return nil }
      let data = Data(bytes: line, count: count)
      if data.contains(where: { !" \t\r\n".utf8.contains($0) }) { return data }
    }
  }

  /// Writes an answer.
  ///
  /// - Throws: `FileError` where nobody reads it.
  func write(_ text: String) throws {
    if let failure = Descriptor.write(Data(text.utf8), to: answers) {
      throw FileError("cannot write to standard output: \(failure)")
    }
  }

  /// What `body` writes to standard output and standard error.
  func capture(_ body: () -> Int32) -> Result {
    let before = dup(STDERR_FILENO)
    dup2(output, STDOUT_FILENO)
    dup2(errors, STDERR_FILENO)
    let status = body()
    dup2(answers, STDOUT_FILENO)
    dup2(before, STDERR_FILENO)
    close(before)
    return Result(status: status, output: Self.taken(output), errors: Self.taken(errors))
  }

  /// What stands in a file, which is empty then.
  private static func taken(_ file: Int32) -> String {
    let size = Int(lseek(file, 0, SEEK_END))
    guard size > 0 else { return "" }
    let text = String(unsafeUninitializedCapacity: size) { buffer in
      var count = 0
      while count < size {
        let more = pread(file, buffer.baseAddress! + count, size - count, off_t(count))
        if more < 0 && errno == EINTR { continue }
        if more <= 0 { break }
        count += more
      }
      return count
    }
    ftruncate(file, 0)
    lseek(file, 0, SEEK_SET)
    return text
  }

  private static func copy(of file: Int32) throws -> Int32 {
    let copy = fcntl(file, F_DUPFD_CLOEXEC, 3)
    if copy < 0 { throw FileError("cannot serve: \(SystemError())") }
    return copy
  }

  private static func nameless() throws -> Int32 {
    guard let file = tmpfile() else {
      throw FileError("cannot write a temporary file: \(SystemError())")
    }
    defer { fclose(file) }
    return try copy(of: fileno(file))
  }
}
