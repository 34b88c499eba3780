/// Which of the steps that come more than once, as after a restart, is the last of its number.
public struct LatestSteps: Sendable {
  private var last: [Int: Int] = [:]
  private var place = 0
  /// Steps left out so far, because they come again.
  public private(set) var dropped = 0

  /// Reads a log to its end, to know where each step comes last.
  ///
  /// - Throws: ``LogError`` as the reader does.
  public init(_ reader: consuming RolloutReader) throws(LogError) {
    var numbers: [Int?] = []
    while let step = try reader.next() { numbers.append(step.step) }
    self.init(numbers: numbers)
  }

  /// Of steps with these numbers, in their order.
  public init(numbers: [Int?]) {
    for (place, number) in numbers.enumerated() {
      if let number { last[number] = place }
    }
  }

  /// Whether a step of a second reading counts; steps must be asked for in their order, each once.
  public mutating func keeps(_ step: RolloutStep) -> Bool {
    defer { place += 1 }
    guard let number = step.step, let last = last[number], place < last else { return true }
    dropped += 1
    return false
  }
}
