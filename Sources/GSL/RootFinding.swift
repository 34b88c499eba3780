internal import CGSL

/// Zeros of functions of one variable.
public enum RootFinding {
  /// Finds a zero between two points of opposite sign, by Brent's method.
  ///
  /// - Parameter range: a bracket; `f` is finite at both ends, of opposite signs or 0.
  /// - Parameter tolerance: the absolute length of the final bracket; with 0, about four units in
  ///   the last place of the zero.
  /// - Parameter f: the function, continuous on the range.
  /// - Throws: what `f` throws; ``GSLError`` if the ends do not bracket a zero, or after 500 steps.
  public static func brent(
    in range: ClosedRange<Double>, tolerance: Double = 0, _ f: (Double) throws -> Double
  ) throws -> Double {
    try Callback.with(f) { function in
      guard let solver = gsl_root_fsolver_alloc(redit_root_brent()) else {
        preconditionFailure("no memory for a root solver")
      }
      defer { gsl_root_fsolver_free(solver) }
      let ends: KeyValuePairs = ["lower": range.lowerBound, "upper": range.upperBound]
      try Status.check(
        gsl_root_fsolver_set(solver, function, range.lowerBound, range.upperBound),
        "gsl_root_fsolver_set", ends)
      for _ in 0..<500 {
        try Status.check(gsl_root_fsolver_iterate(solver), "gsl_root_fsolver_iterate", ends)
        let root = gsl_root_fsolver_root(solver)
        let length = gsl_root_fsolver_x_upper(solver) - gsl_root_fsolver_x_lower(solver)
        if length <= tolerance + 4 * root.ulp { return root }
      }
      throw GSLError(
        code: Status.exhausted, function: "gsl_root_fsolver_iterate", arguments: ends)
    }
  }
}
