internal import CGSL

/// Numerical integration in one variable.
public enum Quadrature {
  /// The value of an integral and an estimate of its absolute error.
  public typealias Integral = (value: Double, error: Double)

  /// Integrates over an interval, finite or not, halving where the integrand is hardest.
  ///
  /// It runs QUADPACK's QAGS (21-point Gauss-Kronrod with the epsilon algorithm), QAGP between
  /// breakpoints, QAGI over infinite ranges. Integrable singularities at the ends and at
  /// breakpoints are fine, elsewhere they are found slowly or not at all.
  ///
  /// ```
  /// |value - integral| <= max(absoluteTolerance, relativeTolerance * |integral|)   (estimated)
  /// ```
  ///
  /// - Parameter lower: the lower limit; may be `-.infinity`, or above `upper`.
  /// - Parameter upper: the upper limit; may be `.infinity`.
  /// - Parameter breakpoints: kinks, jumps and singularities, in any order; those outside the
  ///   open interval are ignored.
  /// - Parameter absoluteTolerance: needed when the integral may be 0, as no relative tolerance
  ///   can then be met.
  /// - Parameter relativeTolerance: at least 1.2e-14 unless `absoluteTolerance` is positive.
  /// - Parameter integrand: finite wherever it is asked.
  /// - Throws: what the integrand throws; ``GSLError``, with the limits, the value and the error
  ///   reached, when the tolerance is not met within 1000 intervals.
  public static func adaptive(
    from lower: Double, to upper: Double, breakpoints: [Double] = [],
    absoluteTolerance: Double = 0, relativeTolerance: Double = 1e-10,
    _ integrand: (Double) throws -> Double
  ) throws -> Integral {
    if lower == upper { return (0, 0) }
    let (a, b) = (min(lower, upper), max(lower, upper))
    let rule = AdaptiveRule(
      absoluteTolerance: absoluteTolerance, relativeTolerance: relativeTolerance)
    let inner = breakpoints.filter { a < $0 && $0 < b }.sorted()
    let integral = try Callback.with(integrand) { function in
      try pieces(from: a, through: inner, to: b).reduce(into: (value: 0.0, error: 0.0)) {
        let piece = try rule.integrate(function, $1)
        $0 = ($0.value + piece.value, $0.error + piece.error)
      }
    }
    return lower < upper ? integral : (-integral.value, integral.error)
  }

  /// Cuts infinite ranges off at the outer breakpoints, for QAGP takes finite ranges only.
  private static func pieces(
    from lower: Double, through inner: [Double], to upper: Double
  ) -> [[Double]] {
    guard let first = inner.first, let last = inner.last else { return [[lower, upper]] }
    var finite = inner
    var pieces: [[Double]] = []
    if lower.isFinite { finite.insert(lower, at: 0) } else { pieces.append([lower, first]) }
    if upper.isFinite { finite.append(upper) } else { pieces.append([last, upper]) }
    if finite.count > 1 { pieces.append(finite) }
    return pieces
  }
}

/// QUADPACK's adaptive rules with one pair of tolerances and their own workspace.
private final class AdaptiveRule {
  private static let intervals = 1000
  private let workspace: UnsafeMutablePointer<gsl_integration_workspace>
  private let absolute: Double
  private let relative: Double

  init(absoluteTolerance: Double, relativeTolerance: Double) {
    Status.prepare()
    guard let workspace = gsl_integration_workspace_alloc(Self.intervals) else {
      preconditionFailure("no memory for an integration workspace")
    }
    self.workspace = workspace
    self.absolute = absoluteTolerance
    self.relative = relativeTolerance
  }

  deinit { gsl_integration_workspace_free(workspace) }

  /// Integrates over the range cut at `points`: the two limits, and breakpoints between them.
  func integrate(
    _ function: UnsafeMutablePointer<gsl_function>, _ points: [Double]
  ) throws -> Quadrature.Integral {
    let (lower, upper) = (points.first!, points.last!)
    var value = 0.0
    var error = 0.0
    let name: StaticString
    let status: Int32
    switch (lower.isFinite, upper.isFinite) {
    case (true, true) where points.count > 2:
      name = "gsl_integration_qagp"
      var points = points
      status = gsl_integration_qagp(
        function, &points, points.count, absolute, relative, Self.intervals, workspace, &value,
        &error)
    case (true, true):
      name = "gsl_integration_qags"
      status = gsl_integration_qags(
        function, lower, upper, absolute, relative, Self.intervals, workspace, &value, &error)
    case (true, false):
      name = "gsl_integration_qagiu"
      status = gsl_integration_qagiu(
        function, lower, absolute, relative, Self.intervals, workspace, &value, &error)
    case (false, true):
      name = "gsl_integration_qagil"
      status = gsl_integration_qagil(
        function, upper, absolute, relative, Self.intervals, workspace, &value, &error)
    case (false, false):
      name = "gsl_integration_qagi"
      status = gsl_integration_qagi(
        function, absolute, relative, Self.intervals, workspace, &value, &error)
    }
    try Status.check(
      status == Status.success && !value.isFinite ? Status.failed : status, name,
      ["lower": lower, "upper": upper, "value": value, "error": error])
    return (value, error)
  }
}
