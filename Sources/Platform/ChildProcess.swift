/// A program that writes into a pipe, with its complaints kept.
public final class ChildProcess {
  /// The end of the pipe that is read; whoever reads it closes it.
  public let output: Int32
  /// As a shell tells it once the program has ended: its own number, or 128 and that of the signal.
  public private(set) var status: Int32 = 0
  private let program: String
  private let errors: NamelessFile
  private let accepted: [Int32]
  private var process: pid_t

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - arguments: without its name.
  ///   - input: the descriptor that it reads as standard input; stays open here.
  ///   - environment: variables in place of this process's own.
  ///   - accepted: the exit statuses that are no failure.
  /// - Throws: why it does not start.
  public init(
    _ path: String, _ arguments: [String], input: Int32, environment: [String: String] = [:],
    accepted: [Int32] = [0]
  ) throws(SystemError) {
    errors = try NamelessFile()
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if os(Linux)
      // Where a pipe holds more, the two programs take turns less often; 1031 is F_SETPIPE_SZ.
      _ = fcntl(ends[1], 1031, 1 << 20)
    #endif
    var id: pid_t = 0
    let failure = Self.spawn(
      path, arguments, [input, ends[1], errors.descriptor],
      ProcessInfo.processInfo.environment.merging(environment) { $1 }, &id)
    close(ends[1])
    guard failure == 0 else {
      close(ends[0])
      throw SystemError(failure)
    }
    program = path.split(separator: "/").last.map(String.init) ?? path
    output = ends[0]
    process = id
    self.accepted = accepted
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ descriptors: [Int32],
    _ environment: [String: String], _ id: inout pid_t
  ) -> Int32 {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (index, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index))
    }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    return posix_spawn(&id, path, &actions, nil, words, variables)
  }

  /// Everything that the program writes, then its end.
  public func readToEnd() -> Data {
    var all = Data()
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(output, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      all.append(contentsOf: bytes[..<count])
    }
    close(output)
    wait()
    return all
  }

  /// The lines of the program's standard error, of its first 4 KB.
  public var complaints: [Substring] {
    errors.beginning.split(whereSeparator: \.isNewline)
  }

  /// Waits for the end; what went wrong in one line, or nil.
  public func finish() -> String? {
    wait()
    if accepted.contains(status) { return nil }
    let line = complaints.first.map { ": \($0)" } ?? ""
    return status < 128
      ? "\(program) fails with status \(status)\(line)"
      : "\(program) ends by signal \(status - 128)"
  }

  private func wait() {
    guard process > 0 else { return }
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0, errno == EINTR {}
    process = 0
    let signal = state & 0x7f
    status = signal == 0 ? (state >> 8) & 0xff : 128 + signal
  }

  /// Ends a program whose output nobody reads to the end.
  public func stop() {
    guard process > 0 else { return }
    kill(process, SIGKILL)
    wait()
  }

  deinit { stop() }
}
