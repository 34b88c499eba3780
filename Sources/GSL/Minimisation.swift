internal import CGSL

/// Minima of functions of one variable.
public enum Minimisation {
  /// Finds a local minimum inside a bracket, by Brent's method.
  ///
  /// The position of a smooth minimum cannot be known better than to about
  /// 1e-8 times its scale, for there the values agree to the last bit.
  ///
  /// - Parameter range: an interval with `f(guess)` below the values at both ends.
  /// - Parameter guess: a point inside `range`.
  /// - Parameter tolerance: the absolute length of the final bracket.
  /// - Parameter f: the function, continuous on the range.
  /// - Throws: what `f` throws; ``GSLError`` if the three points do not bracket a minimum, or
  ///   after 500 steps.
  public static func brent(
    in range: ClosedRange<Double>, guess: Double, tolerance: Double = 1e-7,
    _ f: (Double) throws -> Double
  ) throws -> (position: Double, value: Double) {
    try Callback.with(f) { function in
      guard let minimizer = gsl_min_fminimizer_alloc(redit_min_brent()) else {
        preconditionFailure("no memory for a minimizer")
      }
      defer { gsl_min_fminimizer_free(minimizer) }
      let points: KeyValuePairs = [
        "lower": range.lowerBound, "guess": guess, "upper": range.upperBound,
      ]
      try Status.check(
        gsl_min_fminimizer_set(minimizer, function, guess, range.lowerBound, range.upperBound),
        "gsl_min_fminimizer_set", points)
      for _ in 0..<500 {
        try Status.check(
          gsl_min_fminimizer_iterate(minimizer), "gsl_min_fminimizer_iterate", points)
        let length = gsl_min_fminimizer_x_upper(minimizer) - gsl_min_fminimizer_x_lower(minimizer)
        if length <= tolerance {
          let position = gsl_min_fminimizer_x_minimum(minimizer)
          return (position, gsl_min_fminimizer_f_minimum(minimizer))
        }
      }
      throw GSLError(
        code: Status.exhausted, function: "gsl_min_fminimizer_iterate", arguments: points)
    }
  }
}
