import GSL
import Policies
import Testing

/// A random policy of either family, reproducible from its seed.
struct PolicyCase: Sendable, CustomTestStringConvertible {
  let seed: UInt64

  /// Shapes (V, T) of sequences; odd seeds give bandits of 1 to 9 arms.
  static let shapes = [(1, 1), (1, 3), (2, 1), (2, 2), (2, 4), (3, 2), (3, 3), (4, 2), (5, 2)]

  /// Forty policies, logits from N(0, 1.5^2).
  static let all = (1...40).map { PolicyCase(seed: UInt64($0)) }

  var policy: any Policy {
    get throws {
      let shape = Self.shapes[Int(seed / 2) % Self.shapes.count]
      return seed.isMultiple(of: 2)
        ? try SequencePolicy.random(
          vocabulary: shape.0, length: shape.1, scale: 1.5, seed: seed)
        : try SoftmaxBandit.random(arms: 1 + Int(seed / 2) % 9, scale: 1.5, seed: seed)
    }
  }

  /// Random rewards from N(0, 1), one for each outcome.
  func rewards(count: Int) -> [Double] {
    var stream = RandomStream(seed: seed, stream: 1)
    return (0..<count).map { _ in stream.gaussian() }
  }

  var testDescription: String { "seed \(seed)" }
}

/// The largest absolute difference of two lists of the same length.
func distance(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
