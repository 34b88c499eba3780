import Platform

/// What a piece of text says as a number.
enum ScannedNumber {
  case value(Double)
  case missing
  case infinite
  case other

  /// Reads all of `count` bytes; the byte behind them must belong to no number.
  init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    var first = start
    var last = start + count
    while first < last, first[0] <= 32 { first += 1 }
    while first < last, last[-1] <= 32 { last -= 1 }
    var p = first
    if let value = NumberScanner.scan(&p), p == last {
      self = value.isFinite ? .value(value) : .infinite
      return
    }
    self = Self.word(first, last - first)
  }

  private static func word(_ start: UnsafePointer<UInt8>, _ count: Int) -> ScannedNumber {
    let text = UnsafeBufferPointer(start: start, count: count)
    func isOne(of words: StaticString...) -> Bool {
      words.contains {
        $0.utf8CodeUnitCount == count && memcmp($0.utf8Start, start, count) == 0
      }
    }
    if text.isEmpty || isOne(of: "null", "NULL", "None", "NaN", "nan", "NA", "N/A", "<NA>", "-nan")
    {
      return .missing
    }
    if isOne(of: "true", "True", "TRUE") { return .value(1) }
    if isOne(of: "false", "False", "FALSE") { return .value(0) }
    let size = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0
    let rest = String(decoding: text.dropFirst(size), as: UTF8.self)
    return ["Infinity", "inf", "Inf", "INF"].contains(rest) ? .infinite : .other
  }
}
