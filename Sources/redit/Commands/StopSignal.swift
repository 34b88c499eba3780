import Dispatch
import Foundation
import Synchronization

/// Notes a request to stop (SIGINT, SIGTERM), so that it is followed at a safe place.
final class StopSignal {
  private let seen = Mutex<Int32?>(nil)
  private var sources: [any DispatchSourceSignal] = []

  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in self?.seen.withLock { $0 = number } }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    sources.forEach { $0.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// The signal that came, if one did.
  var received: Int32? { seen.withLock { $0 } }

  /// Says where the run was stopped and ends the process as the signal asks.
  func end(by number: Int32, after step: Int, of steps: Int) -> Never {
    let line =
      "redit: stopped after step \(step) of \(steps); the same command with --resume goes on\n"
    FileHandle.standardError.write(Data(line.utf8))
    exit(128 + number)
  }
}
