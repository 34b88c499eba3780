package import GSL
import RealModule

/// The uniform law on `[-sqrt 3, sqrt 3]`: that on `[-a, a]` has variance `a^2 / 3`.
package struct UniformNoise: NoiseLaw {
  package static let name = "uniform"
  package static let summary = "the uniform law between -sqrt(3) sigma and sqrt(3) sigma"

  package init(_ parameters: NoiseParameters = .init()) {}

  private static let edge = Double.sqrt(3)

  package func standardDraw(using random: inout RandomStream) -> Double {
    Self.edge * (2 * random.uniform() - 1)
  }

  package func fill(_ noise: inout [Double], using random: inout RandomStream) {
    // All at once, and the same numbers as draw by draw.
    random.fillUniform(&noise)
    let edge = Self.edge
    for index in noise.indices { noise[index] = edge * (2 * noise[index] - 1) }
  }

  package var atoms: [(value: Double, probability: Double)]? { nil }

  package func density(at x: Double) -> Double? { abs(x) <= Self.edge ? 1 / (2 * Self.edge) : 0 }

  package func cumulative(at x: Double) -> Double {
    min(max((x + Self.edge) / (2 * Self.edge), 0), 1)
  }

  package func quantile(_ uniform: Double) -> Double { Self.edge * (2 * uniform - 1) }

  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    // What is beyond c is uniform on [0, length], of density 1/(2 edge): length^2/2 and length^3/3 of it.
    let length = max(Self.edge - c, 0)
    return (length * length / (4 * Self.edge), length * length * length / (6 * Self.edge))
  }

  /// nil for components so unequal that the closed form loses more than six digits.
  package func tailMoments(
    components: [Double]
  ) -> (@Sendable (_ c: Double) -> (first: Double, second: Double))? {
    guard let sum = SumOfUniforms(halfWidths: components.map { $0 * Self.edge }) else { return nil }
    return { sum.tailMoments(beyond: $0) }
  }

  package var halfWidth: Double? { Self.edge }
  // edge^4/5, edge^2 = 3.
  package var fourthMoment: Double { 1.8 }
}

extension NoiseFamily {
  /// The uniform law on `[-sqrt 3, sqrt 3]`.
  public static let uniform = NoiseFamily(UniformNoise())
}

/// The sum of independent uniform draws on `[-h_k, h_k]`.
///
/// Averaging over one draw is a divided difference, which integrates once:
///
/// ```
/// E[(e - c)+^q] = q! / ((n+q)! prod_k 2 h_k) sum_s (prod_k s_k) (sum_k s_k h_k - c)+^(n+q)
/// ```
///
/// over the 2^n sign vectors s.
private struct SumOfUniforms {
  let halfWidths: [Double]

  /// nil when the terms exceed the result by more than 1e6, or there are too many.
  init?(halfWidths: [Double]) {
    self.halfWidths = halfWidths
    // 2^12 terms for a single value.
    guard halfWidths.count <= 12 else { return nil }
    let reach = halfWidths.reduce(0, +)
    var amplification = 1.0
    // reach^n / (n! prod h), factor by factor.
    for (index, halfWidth) in halfWidths.enumerated() {
      amplification *= reach / (Double(index + 1) * halfWidth)
    }
    guard amplification <= 1e6 else { return nil }
  }

  func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    (moment(1, beyond: c), moment(2, beyond: c))
  }

  private func moment(_ order: Int, beyond c: Double) -> Double {
    var value = difference(at: -c, component: 0, power: order + halfWidths.count)
    // q! / (n + q)! over the widths, factor by factor.
    for (index, halfWidth) in halfWidths.enumerated() {
      value /= 2 * halfWidth * Double(order + 1 + index)
    }
    // The alternating sum may round below 0.
    return max(value, 0)
  }

  private func difference(at x: Double, component: Int, power: Int) -> Double {
    guard component < halfWidths.count else { return x > 0 ? .pow(x, power) : 0 }
    // The integral of a power over one draw, by its antiderivative at both ends; `moment` divides by the
    // factors of all draws together.
    let h = halfWidths[component]
    return difference(at: x + h, component: component + 1, power: power)
      - difference(at: x - h, component: component + 1, power: power)
  }
}
