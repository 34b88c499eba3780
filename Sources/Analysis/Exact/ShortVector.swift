/// The entries of a vector, which do not change: those of two parameters, as pass rates have them, without memory of
/// their own, for tables have tens of thousands of such.
struct ShortVector: Sendable {
  /// Of a vector of two.
  private var pair = (0.0, 0.0)
  /// Of any other one.
  private var list: [Double]?

  /// - Parameter fill: adds to entries that are 0.
  init(count: Int, _ fill: (UnsafeMutableBufferPointer<Double>) -> Void) {
    if count == 2 {
      withUnsafeMutableBytes(of: &pair) { fill($0.bindMemory(to: Double.self)) }
    } else {
      var entries = [Double](repeating: 0, count: count)
      entries.withUnsafeMutableBufferPointer { fill($0) }
      list = entries
    }
  }

  init(_ entries: [Double]) {
    self.init(count: entries.count) { _ = $0.update(fromContentsOf: entries) }
  }

  /// The entries as an array.
  var array: [Double] { list ?? [pair.0, pair.1] }

  /// Hands over every entry, in order.
  @inline(__always)
  func forEach(_ body: (Double) -> Void) {
    guard let list else {
      body(pair.0)
      return body(pair.1)
    }
    for entry in list { body(entry) }
  }

  /// Whether all entries are numbers.
  var isFinite: Bool {
    var isFinite = true
    forEach { if !$0.isFinite { isFinite = false } }
    return isFinite
  }
}
