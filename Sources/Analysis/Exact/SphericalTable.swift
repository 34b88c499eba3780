import RealModule

/// The coefficients of `SphericalLaw` for one dimension, tabulated for any number of lambdas.
///
/// With `z = lambda^2/2` and `b = d/2 + 1` they are Kummer functions `y = 1F1(a; b; -z)`, solutions of
/// `z y'' + (b + z) y' + a y = 0`. The Taylor coefficients about a centre c obey
///
///     c (n+1)(n+2) y_(n+2) + (n+1)(n+b+c) y_(n+1) + (n+a) y_n = 0
///
/// and those of 1F1 are the minimal solution, so Miller's downward recurrence gives them without loss.
/// On pieces of equal ratio in `z + b` they fall by a factor of 8 a term; beyond `reach` the
/// asymptotic series does. Every value agrees with mpmath to 1e-14 relative, at the price of one
/// polynomial, whatever d and lambda.
struct SphericalTable: Sendable {
  let dimension: Int
  private let offset: Double
  /// kappa = scale lambda 1F1(1/2; b; -z).
  private let scale: Double
  /// End of the pieces, in z.
  private let reach: Double
  /// Upper end and centre of each piece, in z + b.
  private var edges: [Double] = []
  private var centres: [Double] = []
  /// `terms` coefficients for each piece, those of the asymptotic series last. Lanes: 1F1 at
  /// (1/2, b), (1, b), (1, b + 1), spare.
  private var coefficients: [SIMD4<Double>] = []

  /// Coefficients of a piece: 8^-19 is below rounding.
  private static let terms = 19
  /// Half the length of a piece over its centre.
  private static let radius = 0.125

  /// - Precondition: `dimension >= 1`.
  init(dimension: Int) {
    precondition(dimension >= 1, "dimension \(dimension)")
    self.dimension = dimension
    offset = Double(dimension) / 2 + 1
    scale = SphericalLaw.gammaRatio(dimension: dimension)
    reach = 100 + 8 * offset
    var lower = offset
    var start = SIMD4<Double>(repeating: 1)
    repeat {
      let centre = lower / (1 - Self.radius)
      let piece = Self.taylor(offset: offset, centre: centre, start: start)
      // In powers of (centre - s)/centre the upper end of a piece is at -radius.
      start = Self.sum(piece, from: 0, at: -Self.radius)
      centres.append(centre)
      coefficients += piece
      lower = centre * (1 + Self.radius)
      edges.append(lower)
    } while lower < reach + offset
    coefficients += Self.asymptotic(dimension: dimension)
  }

  /// The coefficients at a signal to noise ratio; infinity gives the noiseless 1, 0, 1.
  func callAsFunction(lambda: Double) -> RadialCoefficients {
    let d = Double(dimension)
    let z = lambda * lambda / 2
    guard z < reach else {
      // An infinite z leaves the leading coefficients, which are the noiseless limit.
      let far = Self.sum(coefficients, from: edges.count * Self.terms, at: offset / z)
      let isotropic = far[1] / (2 * z)
      // b follows from a d + b = 1: out here a d is below 1/8, so the difference keeps its digits.
      return RadialCoefficients(mean: far[0], isotropic: isotropic, aligned: 1 - d * isotropic)
    }
    let s = z + offset
    var piece = 0
    // z < reach: the last edge lies beyond s, and ends the search.
    while s > edges[piece] { piece += 1 }
    let near = Self.sum(
      coefficients, from: piece * Self.terms, at: (centres[piece] - s) / centres[piece])
    // b has a series of its own here, for 1 - d a cancels where lambda is small.
    return RadialCoefficients(
      mean: lambda * scale * near[0], isotropic: near[1] / d, aligned: 2 * z / (d + 2) * near[2])
  }

  /// The polynomial whose coefficients begin at an index.
  @inline(__always)
  private static func sum(
    _ coefficients: [SIMD4<Double>], from first: Int, at x: Double
  ) -> SIMD4<Double> {
    var sum = coefficients[first + terms - 1]
    for n in stride(from: first + terms - 2, through: first, by: -1) {
      sum = sum * x + coefficients[n]
    }
    return sum
  }

  /// Coefficients in powers of `(centre - s) / centre`, s = z + b, joined to `start` at the lower end.
  private static func taylor(
    offset: Double, centre s: Double, start: SIMD4<Double>
  ) -> [SIMD4<Double>] {
    let a = SIMD4<Double>(0.5, 1, 1, 1)
    let b = SIMD4<Double>(offset, offset, offset + 1, offset + 1)
    let c = s - offset
    var piece = [SIMD4<Double>](repeating: .zero, count: terms)
    // Of any size: `factor` sets the scale at the end.
    var next = SIMD4<Double>(repeating: 1e-150)
    var later = SIMD4<Double>.zero
    for i in stride(from: terms + 47, through: 0, by: -1) {
      let n = Double(i)
      let gain: SIMD4<Double> = (b + (n + c)) * (next / s)
      let loss: SIMD4<Double> = later * ((n + 2) * c / (s * s))
      let term: SIMD4<Double> = (gain - loss) * (n + 1) / (a + n)
      (next, later) = (term, next)
      if i < terms { piece[i] = term }
    }
    // 1F1 is the only solution that the recurrence keeps, up to a factor: its value at the lower end.
    let factor = start / sum(piece, from: 0, at: radius)
    return piece.map { $0 * factor }
  }

  /// Coefficients in powers of b/z of kappa and of 2 z a.
  private static func asymptotic(dimension: Int) -> [SIMD4<Double>] {
    let half = Double(dimension) / 2
    var term = SIMD4<Double>(1, 1, 0, 0)
    return (0..<terms).map { i in
      defer {
        let n = Double(i)
        term[0] *= (n + 0.5) * (n + 0.5 - half) / ((n + 1) * (half + 1))
        term[1] *= (n + 1 - half) / (half + 1)
      }
      return term
    }
  }
}
