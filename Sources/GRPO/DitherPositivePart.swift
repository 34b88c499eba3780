import RealModule

extension Dither {
  /// The first two moments of the positive part of a dithered value, in closed form.
  ///
  /// ```
  /// x = mean + sigma e,  first = E[max(x, 0)],  second = E[max(x, 0)^2]
  /// ```
  ///
  /// One component is ``NoiseFamily/positivePart(mean:sigma:)``; any number of them is exact for
  /// Gaussian, discrete and uniform noise (the dithers of the released ReDit code).
  ///
  /// - Parameters:
  ///   - mean: the value before the noise, finite.
  ///   - sigma: the standard deviation of the noise, at least 0.
  /// - Returns: nil for several Laplace or Student components, which have no closed form here, and
  ///   for uniform components so unequal that theirs loses more than six digits.
  public func positivePart(mean: Double, sigma: Double) -> (first: Double, second: Double)? {
    if components.count == 1 || family == .gaussian {
      return family.positivePart(mean: mean, sigma: sigma)
    }
    if let atoms { return positivePart(mean: mean, sigma: sigma, atoms: atoms) }
    guard family == .uniform, let sums = UniformSum(components) else { return nil }
    precondition(sigma >= 0, "sigma is a standard deviation")
    return reflected(mean: mean, sigma: sigma) { sums.tailMoments(beyond: $0) }
  }

  private func positivePart(
    mean: Double, sigma: Double, atoms: [(value: Double, probability: Double)]
  ) -> (first: Double, second: Double) {
    var moments = (first: 0.0, second: 0.0)
    for atom in atoms {
      let kept = max(mean + sigma * atom.value, 0)
      moments.first += atom.probability * kept
      moments.second += atom.probability * kept * kept
    }
    return moments
  }
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
private struct UniformSum {
  let halfWidths: [Double]

  /// nil when the terms exceed the result by more than 1e6, or there are too many.
  init?(_ components: [Double]) {
    halfWidths = components.map { $0 * NoiseFamily.halfWidth }
    guard components.count <= 12 else { return nil }
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
    let h = halfWidths[component]
    return difference(at: x + h, component: component + 1, power: power)
      - difference(at: x - h, component: component + 1, power: power)
  }
}
