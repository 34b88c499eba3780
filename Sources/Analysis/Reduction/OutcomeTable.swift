import GSL

/// Draws one of some outcomes from a uniform number by inversion, in constant time on average.
///
/// Unlike an alias table it keeps order: numbers close together give the same outcome, so evenly
/// spread numbers give evenly spread outcomes. A guide table (Chen and Asau 1974) says where to
/// start the search. Written once and then read by all threads: a group looks into it G times.
final class OutcomeTable: Sendable {
  private let outcomes: Buffer<Int>
  /// Probability of all outcomes up to this one; the last is above every uniform number.
  private let cumulative: Buffer<Double>
  private let guide: Buffer<Int>

  /// Outcomes in the given order, drawn in proportion to their weights; those of weight 0 never.
  init(_ candidates: [Int], weights: [Double]) {
    let drawn = candidates.filter { weights[$0] > 0 }
    let count = drawn.count
    outcomes = Buffer(drawn)
    cumulative = Buffer(repeating: 0, count: count)
    guide = Buffer(repeating: 0, count: count)
    let total = drawn.reduce(0) { $0 + weights[$1] }
    var sum = 0.0
    for (i, outcome) in drawn.enumerated() {
      sum += weights[outcome] / total
      // Rounding may leave the last sum below 1, and a uniform number above it.
      cumulative[i] = i == count - 1 ? .infinity : sum
    }
    var first = 0
    for cell in 0..<count {
      while cumulative[first] <= Double(cell) / Double(count) { first += 1 }
      guide[cell] = first
    }
  }

  /// Looks into this table, which must outlive it.
  var lookup: OutcomeLookup {
    let count = outcomes.count
    return OutcomeLookup(
      count: count, outcomes: outcomes.pointer(length: count),
      cumulative: cumulative.pointer(length: count), guide: guide.pointer(length: count))
  }
}

/// A view of the memory of an `OutcomeTable`, which must outlive it: copying one costs nothing.
struct OutcomeLookup {
  fileprivate let count: Int
  fileprivate let outcomes: UnsafePointer<Int>
  fileprivate let cumulative: UnsafePointer<Double>
  fileprivate let guide: UnsafePointer<Int>

  /// The outcome at `uniform`, in [0, 1).
  @inline(__always)
  func outcome(at uniform: Double) -> Int {
    // A cell below `count` even after rounding, as uniform <= 1 - 2^-53.
    var index = guide[Int(uniform * Double(count))]
    while cumulative[index] <= uniform { index += 1 }
    return outcomes[index]
  }
}
