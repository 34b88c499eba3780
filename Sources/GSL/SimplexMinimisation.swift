internal import CGSL

extension Minimisation {
  /// Finds a local minimum of a function of several variables, by the simplex method of Nelder and
  /// Mead (GSL's `nmsimplex2`).
  ///
  /// - Parameters:
  ///   - start: where to start; at least one number.
  ///   - step: the size of the first simplex along each coordinate.
  ///   - tolerance: the size of the last simplex.
  ///   - f: the function; finite everywhere.
  /// - Throws: what `f` throws; ``GSLError`` when 10,000 steps are not enough.
  public static func simplex(
    from start: [Double], step: Double, tolerance: Double = 1e-6,
    _ f: ([Double]) throws -> Double
  ) throws -> (position: [Double], value: Double) {
    precondition(!start.isEmpty, "a function of no variables")
    Status.prepare()
    return try withoutActuallyEscaping(f) { f in
      let objective = Objective(f)
      return try withExtendedLifetime(objective) {
        try run(objective, from: start, step: step, tolerance: tolerance)
      }
    }
  }

  /// A Swift closure of several variables behind a C function pointer; see `Callback`.
  private final class Objective {
    let body: ([Double]) throws -> Double
    var failure: (any Error)?

    init(_ body: @escaping ([Double]) throws -> Double) { self.body = body }

    func value(_ x: [Double]) -> Double {
      guard failure == nil else { return .infinity }
      do { return try body(x) } catch {
        failure = error
        return .infinity
      }
    }
  }

  private static func run(
    _ objective: Objective, from start: [Double], step: Double, tolerance: Double
  ) throws -> (position: [Double], value: Double) {
    let count = start.count
    guard let minimizer = gsl_multimin_fminimizer_alloc(redit_multimin_simplex(), count),
      let point = gsl_vector_alloc(count), let steps = gsl_vector_alloc(count)
    else { preconditionFailure("no memory for a minimizer") }
    defer {
      gsl_multimin_fminimizer_free(minimizer)
      gsl_vector_free(point)
      gsl_vector_free(steps)
    }
    for (index, value) in start.enumerated() { gsl_vector_set(point, index, value) }
    gsl_vector_set_all(steps, step)
    var function = gsl_multimin_function(
      f: { vector, opaque in
        let x = (0..<vector!.pointee.size).map { gsl_vector_get(vector, $0) }
        return Unmanaged<Objective>.fromOpaque(opaque!).takeUnretainedValue().value(x)
      }, n: count, params: Unmanaged.passUnretained(objective).toOpaque())
    let name: StaticString = "gsl_multimin_fminimizer_iterate"
    return try withUnsafeMutablePointer(to: &function) { function in
      let status = gsl_multimin_fminimizer_set(minimizer, function, point, steps)
      // First, for GSL may have an error of its own about the infinite value.
      if let failure = objective.failure { throw failure }
      try Status.check(status, "gsl_multimin_fminimizer_set", ["start": start[0]])
      for _ in 0..<10_000 {
        let status = gsl_multimin_fminimizer_iterate(minimizer)
        if let failure = objective.failure { throw failure }
        try Status.check(status, name, ["start": start[0]])
        if gsl_multimin_fminimizer_size(minimizer) <= tolerance {
          let x = gsl_multimin_fminimizer_x(minimizer)
          return (
            (0..<count).map { gsl_vector_get(x, $0) }, gsl_multimin_fminimizer_minimum(minimizer)
          )
        }
      }
      throw GSLError(code: Status.exhausted, function: "\(name)", arguments: ["start": start[0]])
    }
  }
}
