import Platform

/// Open files by number.
enum Descriptor {
  /// Writes everything; returns the reason where that fails.
  static func write(_ data: Data, to file: Int32) -> SystemError? {
    data.withUnsafeBytes { write($0, to: file) }
  }

  /// Writes everything; returns the reason where that fails.
  static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> SystemError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(file, UnsafeRawBufferPointer(rebasing: rest))
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        // Another process that shares the pipe may have made it one that does not wait.
        var ready = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
        continue
      }
      if count < 0 { return SystemError() }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  private static func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    // One call may not take more than 2^31 - 4096 bytes.
    Platform.write(file, bytes.baseAddress, min(bytes.count, 1 << 30))
  }

  /// Opens the standard streams that the caller has closed, so that no output gets their numbers.
  ///
  /// Standard output is opened for reading: writing to it then fails as it should.
  static func completeStandardStreams() {
    for (number, mode) in [
      (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ] where fcntl(number, F_GETFD) == -1 {
      let opened = open("/dev/null", mode)
      // The lowest free number, this one unless a number below could not be opened.
      if opened >= 0 && opened != number {
        dup2(opened, number)
        close(opened)
      }
    }
  }
}
