import GRPO
import Policies
import Testing

@testable import Analysis

/// Squares of single groups, by hand.
struct GroupTrackerTests {
  @Test func `squares of settings and of their difference are summed apart`() {
    var tracker = GroupTracker(
      directions: [[1], [0]], settings: 2, contrasts: [Contrast(setting: 1, baseline: 0)])
    for group in [[[1.0, 2, 3], [4, 6, 8]], [[0, 1, 0], [2, 0, 5]]] {
      for (s, values) in group.enumerated() {
        for (q, value) in values.enumerated() { tracker.note(value, setting: s, quantity: q) }
      }
      tracker.closeGroup()
    }
    #expect(tracker.take(0) == [1, 5, 9])
    #expect(tracker.take(1) == [20, 36, 89])
    // Differences (3, 4, 5) and (2, -1, 5).
    #expect(tracker.take(2) == [13, 17, 50])
    #expect(tracker.take(2) == [0, 0, 0])
  }

  /// A difference of numbers from two intervals lies in one as long as both; unknown stays unknown.
  @Test func `widths of a contrast add up`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let direction = problem.valueGradient
    let bounds = try [AdvantageKind.standardized, .leaveOneOut].map { kind in
      GradientBound(
        problem,
        try Setting(
          advantage: AdvantageEstimator(kind), dither: Dither(.uniform), sigma: 0.1, groupSize: 4))
    }
    let (a, b) = (
      TrackedQuantities(directions: [direction], bound: bounds[0]),
      TrackedQuantities(directions: [direction], bound: bounds[1])
    )
    let both = TrackedQuantities(a, b)
    #expect(both.squareWidth == a.squareWidth! + b.squareWidth!)
    #expect(both.directionWidths[0] == a.directionWidths[0]! + b.directionWidths[0]!)
    let unknown = TrackedQuantities(a, TrackedQuantities(directions: [direction], bound: nil))
    #expect(unknown.squareWidth == nil && unknown.directionWidths[0] == nil)
  }
}
