import RealModule

/// What the rewards of one step are off their levels.
public struct StepNoise: Hashable, Sendable {
  /// Completions.
  public private(set) var count = 0
  /// sum abs(d), sum d^2 and sum d^4 of the differences d.
  private(set) var distances = 0.0, squares = 0.0, fourths = 0.0

  mutating func add(_ difference: Double) {
    let square = difference * difference
    count += 1
    distances += abs(difference)
    squares += square
    fourths += square * square
  }

  mutating func merge(_ other: StepNoise) {
    count += other.count
    distances += other.distances
    squares += other.squares
    fourths += other.fourths
  }

  /// Root mean square of the differences: the standard deviation of the noise. nil without completions.
  public var sigma: Double? { count > 0 ? (squares / Double(count)).squareRoot() : nil }
}
