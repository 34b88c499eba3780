internal import CGSL

extension RandomStream {
  /// A uniform variate in [0, 1): a multiple of 2^-53 for `philox4x64` (as numpy's
  /// `Generator.random`) and of 2^-48 for `ranlxd2`, of 2^-32 for the others.
  public mutating func uniform() -> Double {
    if let inPlace { return redit_philox_get_double(inPlace) }
    return gsl_rng_uniform(handle)
  }

  /// A uniform variate in (0, 1), drawing again in place of 0.
  public mutating func uniformPositive() -> Double {
    guard var words = words(expecting: 1) else { return gsl_rng_uniform_pos(handle) }
    defer { words.close() }
    return words.uniformPositive()
  }

  /// A uniform index in `0..<count`, without bias.
  ///
  /// - Precondition: `0 < count`; for the 32-bit generators `count < 2^32`.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "no index below \(count)")
    precondition(
      generator == .philox4x64 || count <= UInt32.max, "\(generator) has 32 bits, not \(count)")
    return Int(gsl_rng_uniform_int(handle, UInt(count)))
  }

  /// -1 or +1 with probability 1/2 each: mean 0, variance 1.
  public mutating func rademacher() -> Double { uniform() < 0.5 ? -1 : 1 }

  /// A standard normal variate (mean 0, standard deviation 1), by the ziggurat method of
  /// Marsaglia and Tsang.
  ///
  /// GSL spends 24 bits on the position within a layer, so values lie on a grid of step about 2^-22.
  public mutating func gaussian() -> Double {
    guard var words = words(expecting: 1) else { return gsl_ran_gaussian_ziggurat(handle, 1) }
    defer { words.close() }
    return ziggurat.draw(&words)
  }

  /// A Laplace variate of scale 1, density exp(-|x|) / 2: mean 0, variance 2.
  public mutating func laplace() -> Double { gsl_ran_laplace(handle, 1) }

  /// A Student variate; its variance is nu / (nu - 2) for nu > 2 and infinite below.
  ///
  /// - Precondition: `degreesOfFreedom > 0`.
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom \(degreesOfFreedom)")
    return gsl_ran_tdist(handle, degreesOfFreedom)
  }

  /// A chi-squared variate: mean nu, variance 2 nu.
  ///
  /// - Precondition: `degreesOfFreedom > 0`.
  public mutating func chiSquared(degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom \(degreesOfFreedom)")
    guard var words = words(expecting: 1) else { return gsl_ran_chisq(handle, degreesOfFreedom) }
    defer { words.close() }
    // Twice the variate and not twice the scale, as GSL has it.
    return 2 * GammaVariates(shape: degreesOfFreedom / 2, scale: 1).draw(&words, ziggurat)
  }

  /// A gamma variate with density proportional to x^(shape - 1) exp(-x / scale): mean
  /// shape * scale, variance shape * scale^2.
  ///
  /// - Precondition: `shape > 0` and `scale > 0`.
  public mutating func gamma(shape: Double, scale: Double) -> Double {
    precondition(shape > 0 && scale > 0, "shape \(shape), scale \(scale)")
    guard var words = words(expecting: 1) else { return gsl_ran_gamma(handle, shape, scale) }
    defer { words.close() }
    return GammaVariates(shape: shape, scale: scale).draw(&words, ziggurat)
  }
}
