internal import CGSL

/// A Swift closure behind a C function pointer.
///
/// C cannot carry a Swift error: the first one thrown is kept and the C algorithm is fed zeros,
/// which end it soon, without calling the closure again; the error is then thrown in Swift.
final class Callback {
  private let body: (Double) throws -> Double
  private var failure: (any Error)?

  private init(_ body: @escaping (Double) throws -> Double) { self.body = body }

  private func callAsFunction(_ x: Double) -> Double {
    guard failure == nil else { return 0 }
    do { return try body(x) } catch {
      failure = error
      return 0
    }
  }

  /// Hands `body` to `algorithm` as a `gsl_function`, valid during the call only.
  static func with<Result>(
    _ body: (Double) throws -> Double,
    _ algorithm: (UnsafeMutablePointer<gsl_function>) throws -> Result
  ) throws -> Result {
    Status.prepare()
    return try withoutActuallyEscaping(body) { body in
      let callback = Callback(body)
      return try withExtendedLifetime(callback) {
        var function = gsl_function(
          function: { x, opaque in
            Unmanaged<Callback>.fromOpaque(opaque!).takeUnretainedValue()(x)
          },
          params: Unmanaged.passUnretained(callback).toOpaque())
        let outcome = Swift.Result { try algorithm(&function) }
        // Before the outcome, which is what GSL made of the zeros.
        if let failure = callback.failure { throw failure }
        return try outcome.get()
      }
    }
  }
}
