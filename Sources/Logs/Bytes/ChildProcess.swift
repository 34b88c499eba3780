#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program that writes into a pipe, with its complaints kept.
final class ChildProcess {
  /// The end of the pipe that is read.
  let output: Int32
  private let program: String
  private let complaints: Int32
  private let accepted: [Int32]
  private var process: pid_t

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - arguments: without its name.
  ///   - input: the descriptor that it reads as standard input; stays open here.
  ///   - accepted: the exit statuses that are no failure.
  init(
    _ path: String, _ arguments: [String], input: Int32, accepted: [Int32] = [0]
  ) throws(LogError) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let complaints = try TemporaryFile.open(containing: "")
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      close(complaints)
      throw LogError(reason: "\(name): no pipe can be made")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if os(Linux)
      // Where a pipe holds more, the two programs take turns less often; 1031 is F_SETPIPE_SZ.
      _ = fcntl(ends[1], 1031, 1 << 20)
    #endif
    var id: pid_t = 0
    let status = Self.spawn(path, arguments, [input, ends[1], complaints], &id)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      close(complaints)
      throw LogError(reason: "\(name) cannot be started: \(String(cString: strerror(status)))")
    }
    program = name
    output = ends[0]
    process = id
    self.accepted = accepted
    self.complaints = complaints
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ descriptors: [Int32], _ id: inout pid_t
  ) -> Int32 {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (index, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(index))
    }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    return posix_spawn(&id, path, &actions, nil, words, variables)
  }

  /// What a program needs of the environment: the list itself is a global variable that Swift
  /// cannot read safely.
  private static var environment: [String] {
    let names = ["PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"]
    return names.compactMap { name in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
  }

  /// Waits for the end; what went wrong in one line, or nil.
  func finish() -> String? {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    process = 0
    let signal = status & 0x7f
    let code = (status >> 8) & 0xff
    if signal == 0, accepted.contains(code) { return nil }
    let line = TemporaryFile.text(complaints).split(separator: "\n").first.map { ": \($0)" } ?? ""
    return signal == 0
      ? "\(program) fails with status \(code)\(line)" : "\(program) ends by signal \(signal)"
  }

  /// Ends a program whose output nobody reads to the end.
  func stop() {
    guard process > 0 else { return }
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    process = 0
  }

  deinit {
    stop()
    close(complaints)
  }
}
