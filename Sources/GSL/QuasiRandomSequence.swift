internal import CGSL

/// The Sobol sequence in up to forty dimensions: points that fill the unit cube more evenly than
/// random ones.
///
///     let sequence = try QuasiRandomSequence(dimension: 2)
///     var point = [0.0, 0.0]
///     sequence.next(into: &point)
///
/// The first 2^m points hold exactly one point in each of 2^m equal intervals of every coordinate.
/// GSL leaves out the origin, the first point of the sequence, and with it this balance; it is
/// handed out here. Coordinates are multiples of 2^-30 in [0, 1); the points are not random, and an
/// error estimate needs several independently shifted copies. Source: Antonov and Saleev 1979, with
/// Bratley and Fox's direction numbers (1988), as `gsl_qrng_sobol`.
public final class QuasiRandomSequence {
  /// The largest dimension that GSL has direction numbers for.
  public static let largestDimension = 40

  /// Coordinates of a point.
  public let dimension: Int

  private let handle: UnsafeMutablePointer<gsl_qrng>
  private var isAtOrigin = true

  /// The sequence at its first point, the origin.
  ///
  /// - Throws: ``GSLError`` unless `1 <= dimension <= 40`.
  public init(dimension: Int) throws {
    try Status.require(
      1...Self.largestDimension ~= dimension, "gsl_qrng_alloc", ["dimension": Double(dimension)])
    Status.prepare()
    guard let handle = gsl_qrng_alloc(redit_qrng_sobol(), UInt32(dimension)) else {
      preconditionFailure("no memory for a quasi-random sequence")
    }
    self.dimension = dimension
    self.handle = handle
  }

  deinit { gsl_qrng_free(handle) }

  /// Goes back to the origin.
  public func restart() {
    gsl_qrng_init(handle)
    isAtOrigin = true
  }

  /// Overwrites `point` with the next point of the sequence, without allocating.
  ///
  /// - Precondition: `point.count == dimension`, and fewer than 2^30 points since the origin.
  public func next(into point: inout [Double]) {
    precondition(point.count == dimension, "\(point.count) coordinates, not \(dimension)")
    if isAtOrigin {
      for i in point.indices { point[i] = 0 }
      isAtOrigin = false
      return
    }
    let status = point.withUnsafeMutableBufferPointer { gsl_qrng_get(handle, $0.baseAddress!) }
    precondition(status == Status.success, "the Sobol sequence is exhausted")
  }
}
