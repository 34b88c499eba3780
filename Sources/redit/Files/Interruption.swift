import Platform
import Synchronization

/// What SIGINT, SIGTERM and SIGHUP do: what is worth keeping is kept, temporary files go, and the
/// process ends by the signal.
///
/// A thread of its own waits for them, so that they act at once whatever the others are at. A signal
/// that the caller ignores (`nohup`) stays ignored.
enum Interruption {
  private struct State {
    var temporaries: Set<String> = []
    /// Keeps what has been done; returns a line that says so.
    var keep: (@Sendable () -> String?)?
    var isEnding = false
    /// Whether the first SIGINT or SIGTERM asks to stop, rather than ending the process.
    var isGentle = false
    var isAskedToStop = false
  }

  private static let state = Mutex(State())
  /// Held while files get their names, and from the signal to the end.
  private static let naming = Monitor()
  /// Told when a signal has asked to stop.
  private static let alarm = Monitor()
  /// Written once, before any handler is there.
  nonisolated(unsafe) private static var entrance: Int32 = -1

  /// Begins to wait.
  static func watch() {
    // A reader that has gone is then an error of the write, told as any other.
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    entrance = ends[1]
    var heeded = sigset_t()
    sigemptyset(&heeded)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, SIG_IGN)
      // SIG_IGN, which is not comparable.
      if unsafeBitCast(before, to: Int.self) == 1 { continue }
      signal(number) { number in
        // The call that the signal cut short has yet to read its own.
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interruption.entrance, &byte, 1)
        errno = before
      }
      sigaddset(&heeded, number)
    }
    // A caller that blocks one for itself, as some test runners do, hands that on.
    pthread_sigmask(SIG_UNBLOCK, &heeded, nil)
    let exit = ends[0]
    DetachedThread.start {
      var byte: UInt8 = 0
      repeat {
        while read(exit, &byte, 1) != 1 {}
      } while asks(Int32(byte))
      end(by: Int32(byte))
    }
  }

  /// Whether a signal only asks to stop; whoever waits wakes up.
  private static func asks(_ number: Int32) -> Bool {
    alarm.lock()
    defer { alarm.unlock() }
    let asks = state.withLock { state in
      let asks = state.isGentle && !state.isAskedToStop && number != SIGHUP
      if asks { state.isAskedToStop = true }
      return asks
    }
    alarm.wakeAll()
    return asks
  }

  /// From here on the first SIGINT or SIGTERM asks to stop, and the second one ends the process.
  static func askFirst() { state.withLock { $0.isGentle = true } }

  /// Whether a signal has asked to stop.
  static var isAskedToStop: Bool { state.withLock(\.isAskedToStop) }

  /// Sleeps for so many seconds, or until a signal asks to stop.
  static func pause(_ seconds: Double) {
    let end = Date().timeIntervalSince1970 + seconds
    alarm.lock()
    defer { alarm.unlock() }
    while !isAskedToStop, alarm.wait(until: end) {}
  }

  private static func end(by number: Int32) -> Never {
    // Never unlocked: nothing gets its name any more.
    naming.lock()
    let line = state.withLock(\.keep)?()
    state.withLock { state in
      state.isEnding = true
      state.temporaries.forEach { unlink($0) }
    }
    if let line { StandardError.write("redit: \(line)\n") }
    // By the signal itself, so that the caller sees by what the process ended.
    signal(number, SIG_DFL)
    kill(getpid(), number)
    while true { sleep(1) }
  }

  /// Does what a signal must not cut in two.
  static func exclusively<T>(_ body: () throws -> T) rethrows -> T {
    try naming.withLock(body)
  }

  /// What to keep when a signal comes; nil for nothing.
  static func keep(_ body: (@Sendable () -> String?)?) { state.withLock { $0.keep = body } }

  /// A file to remove when a signal comes. Once it came, no more are made.
  static func add(temporary path: String) {
    let isEnding = state.withLock { state in
      if !state.isEnding { state.temporaries.insert(path) }
      return state.isEnding
    }
    while isEnding { sleep(1) }
  }

  static func remove(temporary path: String) {
    state.withLock { _ = $0.temporaries.remove(path) }
  }
}
