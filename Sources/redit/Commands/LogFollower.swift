import Audit
import Logs

/// Looks at a log that is being written, again and again, and reads all of it when it has changed.
///
/// It is read from its first byte each time: 10^7 rows take seconds and training steps minutes, a file that was
/// rotated or written anew needs no rule of its own, and every page is what `redit audit` says of the steps that were
/// whole at that moment.
struct LogFollower {
  /// What a look has shown.
  struct News {
    /// What is to be said of the log itself.
    var lines: [String] = []
    /// The run, where there is more or less of it than before.
    var run: ReadRun?
  }

  private let paths: [String]
  private var state: LogState?
  private var complaint: String?
  private var said: String?
  private var shown: [Int] = []

  init(_ paths: [String]) { self.paths = paths }

  /// Looks once.
  ///
  /// - Parameter read: reads the log as far as it is whole; called where something has changed.
  /// - Throws: what `read` throws, but for a `FileError`: that may be a file half written, and is told when the log
  ///   still has it at a look that finds nothing changed.
  mutating func look(_ read: () throws -> ReadRun?) throws -> News {
    let now = LogState(paths)
    var news = News(lines: state.map(now.losses) ?? [])
    defer { state = now }
    guard now != state else {
      if let complaint, complaint != said {
        news.lines.append("waiting: \(complaint)")
        said = complaint
      }
      return news
    }
    do {
      complaint = nil
      guard let run = try read() else { return news }
      let size = [run.report.steps.count, run.report.groups, run.report.rows]
      if size != shown { news.run = run }
      (shown, said) = (size, nil)
    } catch let error as FileError {
      complaint = error.description
    }
    return news
  }
}
