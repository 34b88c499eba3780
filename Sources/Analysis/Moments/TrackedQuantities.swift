/// What a tracker followed, with the lengths of the intervals that hold single values for certain; nil
/// where there is none.
struct TrackedQuantities {
  let directions: [[Double]]
  let squareWidth: Double?
  let directionWidths: [Double?]

  init(directions: [[Double]], bound: GradientBound?) {
    self.directions = directions
    squareWidth = bound?.squareWidth
    directionWidths = directions.map { bound?.width(along: $0) }
  }

  /// Of the difference of two settings.
  init(_ a: TrackedQuantities, _ b: TrackedQuantities) {
    // A difference of numbers from two intervals lies in one as long as both together.
    directions = a.directions
    squareWidth = a.squareWidth.flatMap { first in b.squareWidth.map { first + $0 } }
    directionWidths = zip(a.directionWidths, b.directionWidths).map { first, second in
      first.flatMap { width in second.map { width + $0 } }
    }
  }
}
