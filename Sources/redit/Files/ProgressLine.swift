import Platform

/// A line on the terminal with the share done and the time left; silent in a pipe, unless the program that
/// reads it asks for lines by `REDIT_PROGRESS=lines`.
struct ProgressLine {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let asLines = getenv("REDIT_PROGRESS").map { String(cString: $0) } == "lines"
  private let start = Date()
  private var last = Date.distantPast
  let label: String

  init(_ label: String) { self.label = label }

  mutating func update(_ share: Double) {
    guard isShown || asLines, share > 0, Date().timeIntervalSince(last) > 0.2 else { return }
    last = Date()
    if asLines { return StandardError.write("redit-progress \(share) \(label)\n") }
    // As if the rest went at the pace so far.
    let left = last.timeIntervalSince(start) * (1 - share) / share
    let text = NumberText.printed("%3.0f%%, %.0f s left", 100 * share, left.rounded(.up))
    StandardError.write("\r\u{1B}[K\(label) \(text)")
  }

  func finish() {
    if isShown && !asLines { StandardError.write("\r\u{1B}[K") }
  }
}
