/// Exact moments of the score by enumeration of all outcomes.
extension Policy {
  /// The score `s = grad log pi(y)` of an outcome, dense.
  public func score(of outcome: Int) -> [Double] {
    var score = [Double](repeating: 0, count: parameterCount)
    let ones = [Double](repeating: 1, count: length)
    accumulateScore(of: outcome, tokenWeights: ones, into: &score)
    return score
  }

  /// The expected reward.
  ///
  ///     V = E R = sum_y pi(y) R(y)
  ///
  /// - Parameter rewards: One finite reward for each outcome.
  public func value(of rewards: [Double]) -> Double {
    precondition(rewards.count == outcomeCount, "one reward for each outcome")
    return zip(probabilities(), rewards).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The gradient of the expected reward (the policy gradient theorem, without sampling).
  ///
  ///     grad V = E[R s] = E[(R - V) s]
  ///
  /// The second form is summed: equal rewards then give a gradient of 0 up to the rounding of V.
  ///
  /// Complexity: O(`outcomeCount` T V).
  ///
  /// - Parameter rewards: One finite reward for each outcome.
  public func valueGradient(of rewards: [Double]) -> [Double] {
    let value = value(of: rewards)
    var gradient = [Double](repeating: 0, count: parameterCount)
    var weights = [Double](repeating: 0, count: length)
    for (outcome, probability) in probabilities().enumerated() {
      let weight = probability * (rewards[outcome] - value)
      for position in weights.indices { weights[position] = weight }
      accumulateScore(of: outcome, tokenWeights: weights, into: &gradient)
    }
    return gradient
  }

  /// The Fisher information matrix, dense and symmetric.
  ///
  ///     F = Cov(s) = E[s s^T]     (E s = 0)
  ///
  /// It is positive semidefinite, never definite: a row of logits may be shifted freely.
  ///
  /// Complexity: O(`outcomeCount` (T V)^2) time, O(`parameterCount`^2) memory.
  public func fisherMatrix() -> [[Double]] {
    var matrix = squareMatrix()
    for (outcome, probability) in probabilities().enumerated() {
      accumulateScoreSquare(of: outcome, weight: probability, into: &matrix)
    }
    return matrix
  }

  /// The trace of the Fisher information, without the matrix.
  ///
  ///     tr F = E |s|^2
  ///
  /// For a softmax bandit this is `1 - sum pi^2`.
  ///
  /// Complexity: O(`outcomeCount` T V).
  public func fisherTrace() -> Double {
    let ones = [Double](repeating: 1, count: length)
    var trace = 0.0
    for (outcome, probability) in probabilities().enumerated() {
      let entries = sparseScore(of: outcome, tokenWeights: ones)
      trace += probability * entries.reduce(0) { $0 + $1.value * $1.value }
    }
    return trace
  }

  /// The Hessian of the expected reward, dense and symmetric.
  ///
  ///     Hess V = E[(R - V) (s s^T + grad grad^T log pi)]
  ///
  /// The baseline V is free because `E[s s^T + grad grad^T log pi] = 0`.
  ///
  /// Complexity: O(`outcomeCount` (T V)^2) time, O(`parameterCount`^2) memory.
  ///
  /// - Parameter rewards: One finite reward for each outcome.
  public func valueHessian(of rewards: [Double]) -> [[Double]] {
    let value = value(of: rewards)
    var matrix = squareMatrix()
    for (outcome, probability) in probabilities().enumerated() {
      let weight = probability * (rewards[outcome] - value)
      accumulateScoreSquare(of: outcome, weight: weight, into: &matrix)
      accumulateLogProbabilityHessian(of: outcome, weight: weight, into: &matrix)
    }
    return matrix
  }

  private func squareMatrix() -> [[Double]] {
    let row = [Double](repeating: 0, count: parameterCount)
    return [[Double]](repeating: row, count: parameterCount)
  }

  /// Adds `weight * s s^T`.
  private func accumulateScoreSquare(
    of outcome: Int, weight: Double, into matrix: inout [[Double]]
  ) {
    let entries = sparseScore(of: outcome, tokenWeights: [Double](repeating: 1, count: length))
    for (row, left) in entries {
      for (column, right) in entries { matrix[row][column] += weight * (left * right) }
    }
  }
}
