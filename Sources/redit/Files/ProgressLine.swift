import Platform

/// A line on the terminal with the share done and the time left; silent in a pipe.
struct ProgressLine {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = Date()
  private var last = Date.distantPast
  let label: String

  init(_ label: String) { self.label = label }

  mutating func update(_ share: Double) {
    guard isShown, share > 0, Date().timeIntervalSince(last) > 0.2 else { return }
    last = Date()
    // As if the rest went at the pace so far.
    let left = last.timeIntervalSince(start) * (1 - share) / share
    let text = NumberText.printed("%3.0f%%, %.0f s left", 100 * share, left.rounded(.up))
    StandardError.write("\r\u{1B}[K\(label) \(text)")
  }

  func finish() {
    if isShown { StandardError.write("\r\u{1B}[K") }
  }
}
