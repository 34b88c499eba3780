internal import CGSL

/// Initial value problems of systems of ordinary differential equations,
///
/// ```
/// y'(t) = f(t, y),   y(t0) = y0
/// ```
///
/// by the Runge-Kutta method of Prince and Dormand of orders 8 and 9 with adaptive steps
/// (`gsl_odeiv2_step_rk8pd`). For smooth problems that are not stiff: a stiff one is solved slowly.
public enum OrdinaryDifferentialEquation {
  /// Writes `f(time, state)` into `derivative`, an array of as many elements as `state`.
  public typealias Field = (_ time: Double, _ state: [Double], _ derivative: inout [Double]) throws
    -> Void

  /// The state at the end of a range of time.
  ///
  /// - Parameter initial: the state at the lower end of the range.
  /// - Parameter range: of time.
  /// - Parameter tolerance: error allowed to one step, `tolerance (1 + abs y)` in each component;
  ///   the errors of all steps add up, so the error at the end is larger, or smaller where
  ///   solutions approach each other.
  /// - Parameter field: the derivative of the state.
  /// - Throws: what `field` throws; ``GSLError`` when a step would be shorter than rounding allows,
  ///   or after 100,000 steps.
  public static func solve(
    from initial: [Double], over range: ClosedRange<Double>, tolerance: Double = 1e-12,
    _ field: Field
  ) throws -> [Double] {
    try Trajectory.with(field, from: initial, at: range.lowerBound, tolerance) { path in
      while path.time < range.upperBound { try path.advance(to: range.upperBound) }
      return path.state
    }
  }

  /// The first time in a range at which a function of the state is zero; nil if it never is.
  ///
  /// The step in which it changes sign is repeated with shorter and shorter lengths (Brent), so the
  /// time is as accurate as the solution. Zeros that come in pairs within one step are missed.
  ///
  /// - Parameter initial: the state at the lower end of the range.
  /// - Parameter range: of time.
  /// - Parameter tolerance: as in ``solve(from:over:tolerance:_:)``.
  /// - Parameter event: continuous; its sign at the start tells where the trajectory comes from.
  /// - Parameter field: the derivative of the state.
  /// - Throws: as ``solve(from:over:tolerance:_:)``.
  public static func firstTime(
    from initial: [Double], over range: ClosedRange<Double>, tolerance: Double = 1e-12,
    when event: ([Double]) -> Double, _ field: Field
  ) throws -> Double? {
    try Trajectory.with(field, from: initial, at: range.lowerBound, tolerance) { path in
      let start = event(initial)
      if start == 0 { return range.lowerBound }
      while path.time < range.upperBound {
        let (time, state) = (path.time, path.state)
        try path.advance(to: range.upperBound)
        let end = event(path.state)
        if end == 0 { return path.time }
        // Every state so far has the sign of the first.
        guard (end < 0) != (start < 0) else { continue }
        let length = try RootFinding.brent(in: 0...path.lastLength) {
          event(try path.step(from: state, at: time, length: $0))
        }
        return time + length
      }
      return nil
    }
  }
}

/// A solution that advances step by step, with GSL's workspaces behind it.
private final class Trajectory {
  private static let maximumSteps = 100_000
  private let stepper: UnsafeMutablePointer<gsl_odeiv2_step>
  private let control: UnsafeMutablePointer<gsl_odeiv2_control>
  private let evolution: UnsafeMutablePointer<gsl_odeiv2_evolve>
  private let field: FieldCallback
  private var system: gsl_odeiv2_system
  private var errors: [Double]
  private var length: Double?
  private(set) var time: Double
  private(set) var state: [Double]

  /// Runs `body` on the trajectory through `initial`; the field is valid during the call only.
  static func with<Result>(
    _ field: OrdinaryDifferentialEquation.Field, from initial: [Double], at time: Double,
    _ tolerance: Double, _ body: (Trajectory) throws -> Result
  ) throws -> Result {
    precondition(!initial.isEmpty && tolerance > 0, "a state and a positive tolerance")
    Status.prepare()
    return try withoutActuallyEscaping(field) { field in
      try body(Trajectory(FieldCallback(field, initial), initial, time, tolerance))
    }
  }

  private init(
    _ field: FieldCallback, _ initial: [Double], _ time: Double, _ tolerance: Double
  ) {
    guard let stepper = gsl_odeiv2_step_alloc(redit_ode_rk8pd(), initial.count),
      let control = gsl_odeiv2_control_y_new(tolerance, tolerance),
      let evolution = gsl_odeiv2_evolve_alloc(initial.count)
    else { preconditionFailure("no memory for an ODE solver") }
    self.stepper = stepper
    self.control = control
    self.evolution = evolution
    self.field = field
    self.time = time
    state = initial
    errors = initial
    system = gsl_odeiv2_system(
      function: { time, state, derivative, opaque in
        Unmanaged<FieldCallback>.fromOpaque(opaque!).takeUnretainedValue()
          .fill(derivative!, time, state!)
      },
      jacobian: nil, dimension: initial.count,
      params: Unmanaged.passUnretained(field).toOpaque())
  }

  deinit {
    gsl_odeiv2_evolve_free(evolution)
    gsl_odeiv2_control_free(control)
    gsl_odeiv2_step_free(stepper)
  }

  /// Length of the last step that was taken.
  var lastLength: Double { evolution.pointee.last_step }

  /// Takes one step of adapted length, `end` at the farthest.
  func advance(to end: Double) throws {
    var next = try length ?? firstLength(to: end)
    let status = gsl_odeiv2_evolve_apply(
      evolution, control, stepper, &system, &time, end, &next, &state)
    // The last step is cut to fit; the one before it tells better what to try next.
    if time < end { length = next }
    let isEndless = evolution.pointee.count > Self.maximumSteps
    try check(isEndless ? Status.exhausted : status, "gsl_odeiv2_evolve_apply", length: next)
  }

  /// A length in which the state moves by about a hundredth of its size, 1 at least.
  private func firstLength(to end: Double) throws -> Double {
    var slope = state
    try check(field.fill(&slope, time, state), "gsl_odeiv2_evolve_apply", length: 0)
    var length = (end - time) / 100
    for (value, rate) in zip(state, slope) where rate != 0 {
      length = min(length, (1 + abs(value)) / (100 * abs(rate)))
    }
    return length
  }

  /// The state one step of the given length after another one.
  func step(from state: [Double], at time: Double, length: Double) throws -> [Double] {
    var next = state
    let status = gsl_odeiv2_step_apply(
      stepper, time, length, &next, &errors, nil, nil, &system)
    try check(status, "gsl_odeiv2_step_apply", length: length)
    return next
  }

  private func check(_ status: Int32, _ function: StaticString, length: Double) throws {
    // The field's own error tells more than the status GSL makes of it.
    if let failure = field.failure { throw failure }
    try Status.check(status, function, ["time": time, "step": length])
  }
}

/// A Swift field behind C pointers; its first error ends the algorithm and is kept.
private final class FieldCallback {
  private let body: OrdinaryDifferentialEquation.Field
  private var state: [Double]
  private var derivative: [Double]
  private(set) var failure: (any Error)?

  init(_ body: @escaping OrdinaryDifferentialEquation.Field, _ state: [Double]) {
    self.body = body
    self.state = state
    derivative = state
  }

  func fill(
    _ target: UnsafeMutablePointer<Double>, _ time: Double, _ source: UnsafePointer<Double>
  ) -> Int32 {
    guard failure == nil else { return Status.failed }
    for i in state.indices { state[i] = source[i] }
    do { try body(time, state, &derivative) } catch {
      failure = error
      return Status.badFunction
    }
    for i in derivative.indices { target[i] = derivative[i] }
    return Status.success
  }
}
