import Platform

/// Where rows come from.
protocol RowSource: AnyObject {
  /// Reads until a step is ready; false at the end of the rows.
  func read(into builder: StepBuilder) throws(LogError) -> Bool
}

extension RecordFault {
  /// The fault with its place.
  func error(_ plan: RecordPlan, file: String, line: Int) -> LogError {
    let reason: String
    switch self {
    case .cut: reason = "the record ends too early"
    case .broken(let complaint): reason = "\(complaint)"
    case .uneven: reason = "a row has not as many cells as the table has columns"
    case .column(let index, let complaint): reason = "column \(plan.names[index]): \(complaint)"
    }
    return LogError(file: file, line: line, reason: reason)
  }
}

extension ByteSource {
  /// Whether a line end follows within what is not consumed; reads on until it is known.
  func hasLineEnd() throws(LogError) -> Bool {
    var searched = 0
    repeat {
      if memchr(start + searched, 10, count - searched) != nil
        || memchr(start + searched, 13, count - searched) != nil
      {
        return true
      }
      searched = count
    } while try fill()
    return false
  }

  /// Steps over the mark that some programs put before UTF-8.
  func skipByteOrderMark() throws(LogError) {
    while count < 3, try fill() {}
    if count >= 3, start[0] == 0xef, start[1] == 0xbb, start[2] == 0xbf { consume(to: start + 3) }
  }
}
