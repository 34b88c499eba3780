internal import CGSL

/// Softmax laws of a few outcomes side by side, one in each of sixteen lanes: an outcome has a vector, and its number
/// is that of the vector. Bit for bit what each law alone comes to.
public enum SoftmaxLanes {
  /// Writes the softmax p of `count` logits, stabilised by their maximum, and p - 1.
  ///
  /// ```
  /// p_k = exp(x_k - x_top) / (1 + rest),    p_top - 1 = -rest / (1 + rest),    rest = sum over all but the top
  /// ```
  ///
  /// The top is the first of the greatest logits.
  ///
  /// - Parameters:
  ///   - probabilities: as many vectors as logits, all overwritten.
  ///   - complements: as many again.
  ///   - logits: in neither of these.
  ///   - count: at least 1.
  /// - Returns: false where a logit is not finite, or two are further apart than the largest number.
  public static func fill(
    _ probabilities: UnsafeMutablePointer<SIMD16<Double>>,
    complements: UnsafeMutablePointer<SIMD16<Double>>, logits: UnsafePointer<SIMD16<Double>>,
    count: Int
  ) -> Bool {
    redit_softmax16(numbers(logits), Int64(count), numbers(probabilities), numbers(complements))
      != 0
  }

  /// Draws outcomes by inversion of the distribution function, each by a uniform variate of its own.
  ///
  /// What rounding leaves after the last outcome goes to the last that is possible.
  ///
  /// - Parameters:
  ///   - outcomes: the outcomes drawn, as many vectors as variates.
  ///   - values: their values, as many again.
  ///   - uniforms: variates in [0, 1).
  ///   - count: how many there are.
  ///   - law: probabilities of sum 1 up to rounding.
  ///   - table: the value of each outcome, the same in all lanes.
  ///   - size: how many outcomes there are, at least 1.
  public static func draw(
    _ outcomes: UnsafeMutablePointer<SIMD16<Int64>>,
    values: UnsafeMutablePointer<SIMD16<Double>>, uniforms: UnsafePointer<SIMD16<Double>>,
    count: Int, law: UnsafePointer<SIMD16<Double>>, table: UnsafePointer<Double>, size: Int
  ) {
    let drawn = UnsafeMutableRawPointer(outcomes).assumingMemoryBound(to: Int64.self)
    let isLeft = redit_draw16(
      numbers(law), Int64(size), numbers(uniforms), Int64(count), table, drawn, numbers(values))
    guard isLeft != 0 else { return }
    for i in 0..<count {
      var remaining = uniforms[i]
      for outcome in 0..<size { remaining = remaining - law[outcome] }
      for lane in remaining.indices where remaining[lane] >= 0 {
        var possible = size - 1
        while law[possible][lane] == 0 { possible -= 1 }
        outcomes[i][lane] = Int64(possible)
        values[i][lane] = table[possible]
      }
    }
  }

  /// Writes the sums of `w (p - e)` over draws, e one at the outcome drawn: each outcome's part of a gradient of
  /// log-probabilities, in the order of the draws, against its sign.
  ///
  /// - Parameters:
  ///   - sums: as many vectors as outcomes, all overwritten.
  ///   - weights: w, one for each draw.
  ///   - outcomes: the outcomes drawn.
  ///   - count: how many draws there are.
  ///   - probabilities: p.
  ///   - complements: p - 1.
  ///   - size: how many outcomes there are.
  public static func fillScores(
    _ sums: UnsafeMutablePointer<SIMD16<Double>>, weights: UnsafePointer<SIMD16<Double>>,
    outcomes: UnsafePointer<SIMD16<Int64>>, count: Int,
    probabilities: UnsafePointer<SIMD16<Double>>, complements: UnsafePointer<SIMD16<Double>>,
    size: Int
  ) {
    let drawn = UnsafeRawPointer(outcomes).assumingMemoryBound(to: Int64.self)
    redit_scores16(
      numbers(probabilities), numbers(complements), Int64(size), drawn, numbers(weights),
      Int64(count), numbers(sums))
  }

  private static func numbers(_ lanes: UnsafePointer<SIMD16<Double>>) -> UnsafePointer<Double> {
    UnsafeRawPointer(lanes).assumingMemoryBound(to: Double.self)
  }

  private static func numbers(
    _ lanes: UnsafeMutablePointer<SIMD16<Double>>
  ) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self)
  }
}
