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
    if isOfFamily { return family.positivePart(mean: mean, sigma: sigma) }
    if let atoms { return positivePart(mean: mean, sigma: sigma, atoms: atoms) }
    guard let moments = family.law.tailMoments(components: components) else { return nil }
    precondition(sigma >= 0, "sigma is a standard deviation")
    return reflected(mean: mean, sigma: sigma, tail: moments)
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
