/// Draws one of some outcomes from a uniform number by inversion, in constant time on average.
///
/// Unlike an alias table it keeps order: numbers close together give the same outcome, so evenly
/// spread numbers give evenly spread outcomes. A guide table (Chen and Asau 1974) says where to
/// start the search. Plain memory, written once and then read by all threads: a group looks into it
/// G times.
final class OutcomeTable: Sendable {
  nonisolated(unsafe) let lookup: OutcomeLookup

  /// Outcomes in the given order, drawn in proportion to their weights; those of weight 0 never.
  init(_ candidates: [Int], weights: [Double]) {
    let drawn = candidates.filter { weights[$0] > 0 }
    let count = drawn.count
    lookup = OutcomeLookup(
      count: count, outcomes: .allocate(capacity: count), cumulative: .allocate(capacity: count),
      guide: .allocate(capacity: count))
    let total = drawn.reduce(0) { $0 + weights[$1] }
    var sum = 0.0
    for (i, outcome) in drawn.enumerated() {
      sum += weights[outcome] / total
      (lookup.outcomes + i).initialize(to: outcome)
      // Rounding may leave the last sum below 1, and a uniform number above it.
      (lookup.cumulative + i).initialize(to: i == count - 1 ? .infinity : sum)
    }
    var first = 0
    for cell in 0..<count {
      while lookup.cumulative[first] <= Double(cell) / Double(count) { first += 1 }
      (lookup.guide + cell).initialize(to: first)
    }
  }

  deinit {
    lookup.outcomes.deallocate()
    lookup.cumulative.deallocate()
    lookup.guide.deallocate()
  }
}

/// A view of the memory of an `OutcomeTable`, which must outlive it: copying one costs nothing.
struct OutcomeLookup {
  fileprivate let count: Int
  fileprivate let outcomes: UnsafeMutablePointer<Int>
  /// Probability of all outcomes up to this one; the last is above every uniform number.
  fileprivate let cumulative: UnsafeMutablePointer<Double>
  fileprivate let guide: UnsafeMutablePointer<Int>

  /// The outcome at `uniform`, in [0, 1).
  @inline(__always)
  func outcome(at uniform: Double) -> Int {
    // A cell below `count` even after rounding, as uniform <= 1 - 2^-53.
    var index = guide[Int(uniform * Double(count))]
    while cumulative[index] <= uniform { index += 1 }
    return outcomes[index]
  }
}
