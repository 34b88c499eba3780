import Policies
import RealModule

/// One vector per outcome that is a multiple of the same shared one but in a single place:
///
///     vector(o)[j] = -weight(o) p[j]   for j != hot(o),      vector(o)[hot(o)] = own(o)
///
/// The scores of a softmax bandit are of this kind, `e_a - pi`, and so are their multiples by importance ratios. Kept
/// in three numbers a row, where dense rows take the square of the number of arms.
struct SharedScoreRows: Sendable {
  /// p, one number for each parameter.
  let shared: [Double]
  /// For each row its own place.
  private(set) var hot: [Int32] = []
  private(set) var weights: [Double] = []
  /// What stands in that place.
  private(set) var own: [Double] = []

  private init(shared: [Double]) { self.shared = shared }

  /// The scores of the arms of a bandit, times a weight each.
  ///
  /// - Parameter weights: of each arm; nil for 1.
  init(scoresOf bandit: SoftmaxBandit, weights: [Double]? = nil) {
    shared = bandit.probabilities()
    for arm in shared.indices {
      let weight = weights?[arm] ?? 1
      // 1 - p as the policy takes it, without the loss of digits where p -> 1.
      let rest = -Double.expMinusOne(bandit.logProbability(of: arm))
      append(hot: arm, weight: weight, own: weight * rest)
    }
  }

  var count: Int { hot.count }

  private mutating func append(hot place: Int, weight: Double, own value: Double) {
    hot.append(Int32(place))
    weights.append(weight)
    own.append(value)
  }

  /// These rows, in this order.
  func rows(_ rows: [Int]) -> SharedScoreRows {
    var chosen = SharedScoreRows(shared: shared)
    for row in rows { chosen.append(hot: Int(hot[row]), weight: weights[row], own: own[row]) }
    return chosen
  }

  /// Each row times a number.
  func scaled(by factors: [Double]) -> SharedScoreRows {
    var scaled = self
    for row in hot.indices {
      scaled.weights[row] *= factors[row]
      scaled.own[row] *= factors[row]
    }
    return scaled
  }

  @inline(__always)
  func value(_ row: Int, _ place: Int) -> Double {
    place == Int(hot[row]) ? own[row] : -weights[row] * shared[place]
  }

  func entries(_ row: Int) -> [(index: Int, value: Double)] {
    shared.indices.map { ($0, value(row, $0)) }.filter { $0.1 != 0 }
  }

  /// Inner product of a row with a vector; O(parameters).
  func product(_ row: Int, with vector: [Double]) -> Double {
    let place = Int(hot[row])
    let others = Analysis.dot(shared, vector) - shared[place] * vector[place]
    return own[row] * vector[place] - weights[row] * others
  }

  /// Adds `scale * vector(row)` to `target`; O(parameters), no allocation.
  func add(_ row: Int, scale: Double, to target: inout [Double]) {
    let (weight, place) = (-weights[row], Int(hot[row]))
    let kept = target[place]
    shared.withUnsafeBufferPointer { shared in
      target.withUnsafeMutableBufferPointer { target in
        for j in shared.indices { target[j] += scale * (weight * shared[j]) }
      }
    }
    target[place] = kept + scale * own[row]
  }

  /// Adds multiples of one vector to two targets; O(parameters), no allocation.
  func add(
    _ row: Int, scales: (Double, Double),
    to targets: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  ) {
    for j in shared.indices {
      let value = value(row, j)
      targets.0[j] += scales.0 * value
      targets.1[j] += scales.1 * value
    }
  }
}

extension SharedScoreRows {
  /// Weighted sums of the rows of each class; O(classes * parameters + rows).
  ///
  /// - Parameter classes: of each row, numbers from 0.
  func sums(of classes: [Int], count: Int, weighted shares: [Double]) -> [[Double]] {
    let zero = [Double](repeating: 0, count: shared.count)
    var own = [[Double]](repeating: zero, count: count)
    var weights = own
    for row in hot.indices {
      let place = Int(hot[row])
      own[classes[row]][place] += shares[row] * self.own[row]
      weights[classes[row]][place] += shares[row] * self.weights[row]
    }
    return zip(own, weights).map { own, weights in
      // Rows of every other place: a difference from the sum of all would lose the digits of a rare one.
      let others = Self.sumsOfOthers(weights)
      return own.indices.map { own[$0] - shared[$0] * others[$0] }
    }
  }

  /// Inner product of a row with the same row of another table over the same shared vector; O(parameters).
  func dot(_ row: Int, _ other: SharedScoreRows) -> Double {
    let place = Int(hot[row])
    var squares = 0.0
    for j in shared.indices where j != place { squares += shared[j] * shared[j] }
    return own[row] * other.own[row] + weights[row] * other.weights[row] * squares
  }

  /// Inner product of each row with the same row of another table over the same shared vector; O(rows +
  /// parameters).
  func products(_ other: SharedScoreRows) -> [Double] {
    let squares = Self.sumsOfOthers(shared.map { $0 * $0 })
    return hot.indices.map { row in
      own[row] * other.own[row] + weights[row] * other.weights[row] * squares[Int(hot[row])]
    }
  }

  /// Of each number the sum of all others.
  private static func sumsOfOthers(_ values: [Double]) -> [Double] {
    var (others, sum) = ([Double](repeating: 0, count: values.count), 0.0)
    for i in values.indices {
      others[i] = sum
      sum += values[i]
    }
    sum = 0
    for i in values.indices.reversed() {
      others[i] += sum
      sum += values[i]
    }
    return others
  }
}
