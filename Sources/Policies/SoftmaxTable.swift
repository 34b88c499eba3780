import GSL
import RealModule

/// Rows of logits, each a softmax law over `width` tokens, kept with their normalised values.
///
/// The probabilities are computed once for each assignment of `logits`; log-probabilities, scores
/// and draws then cost no exponential (one for the token drawn).
struct SoftmaxTable: Sendable {
  /// The number of tokens in a row.
  let width: Int
  /// Row-major logits.
  var logits: [Double] {
    didSet {
      precondition(logits.count == probabilities.count, "the number of logits is fixed")
      normalize()
    }
  }
  private(set) var logProbabilities: [Double]
  private(set) var probabilities: [Double]
  /// `p - 1` of every entry, of tables that take exponentials in vectors; else empty.
  private var complements: [Double] = []

  /// - Parameter inVectors: whether exponentials are those of `takeExponentials`, which many steps of
  ///   training one run beside another come to bit for bit, and not those of the C library.
  init(width: Int, logits: [Double], inVectors: Bool = false) throws(PolicyError) {
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(field: "logits", index: index, value: logits[index])
    }
    try Self.checkSize(logits, field: "logits")
    self.width = width
    self.logits = logits
    // Of these two only the number counts until they are normalised.
    logProbabilities = logits
    probabilities = logits
    if inVectors { complements = logits }
    normalize()
  }

  /// Logits whose differences are numbers.
  static func checkSize(_ logits: [Double], field: String) throws(PolicyError) {
    if let logit = logits.first(where: { $0.magnitude > 1e300 }) {
      throw .unusable(field: field, value: logit, reason: "must lie within 1e300 of 0")
    }
  }

  private mutating func normalize() {
    for base in stride(from: 0, to: logits.count, by: width) {
      let row = base..<base + width
      let sum =
        complements.isEmpty
        ? Self.fillRow(logits, row: row, into: &probabilities) : fillRowInVectors(row)
      let scale = sum.scale
      for index in base..<base + width {
        logProbabilities[index] = scale.logProbability(ofLogit: logits[index])
      }
    }
  }

  @inline(__always)
  private static func fillRow(
    _ logits: [Double], row: Range<Int>, into probabilities: inout [Double]
  ) -> SoftmaxSum {
    let start = row.lowerBound
    return logits.withUnsafeBufferPointer { logits in
      probabilities.withUnsafeMutableBufferPointer {
        softmax(logits.baseAddress! + start, count: row.count, into: $0.baseAddress! + start)
      }
    }
  }

  private mutating func fillRowInVectors(_ row: Range<Int>) -> SoftmaxSum {
    let start = row.lowerBound
    return logits.withUnsafeBufferPointer { logits in
      probabilities.withUnsafeMutableBufferPointer { probabilities in
        complements.withUnsafeMutableBufferPointer {
          softmaxInVectors(
            logits.baseAddress! + start, count: row.count,
            into: probabilities.baseAddress! + start, complements: $0.baseAddress! + start)
        }
      }
    }
  }

  func logProbability(row: Int, token: Int) -> Double { logProbabilities[row * width + token] }

  /// Calls `body` with each entry of `grad log p(token) = e_token - p`, times `weight`.
  ///
  /// The entry of the token itself is `1 - p`, free of cancellation as p -> 1: `-(exp(log p) - 1)`, or
  /// what the other tokens have.
  @inline(__always)
  func forEachScoreEntry(
    row: Int, token: Int, weight: Double, _ body: (_ index: Int, _ value: Double) -> Void
  ) {
    let base = row * width
    for index in base..<base + width where index != base + token {
      body(index, -weight * probabilities[index])
    }
    let own = base + token
    let complement =
      complements.isEmpty ? Double.expMinusOne(logProbabilities[own]) : complements[own]
    body(own, -weight * complement)
  }

  /// Adds `weight * grad grad^T log p(token) = -weight (diag p - p p^T)`, the same for every token.
  func accumulateHessian(row: Int, weight: Double, into matrix: inout [[Double]]) {
    let indices = row * width..<(row + 1) * width
    for first in indices {
      matrix[first][first] -= weight * probabilities[first]
      for second in indices {
        // On the diagonal too: there the line above has taken p alone.
        matrix[first][second] += weight * (probabilities[first] * probabilities[second])
      }
    }
  }

  /// Draws a token by inversion of the distribution function: one uniform number, O(`width`).
  func sampleToken(row: Int, using stream: inout RandomStream) -> Int {
    let uniform = stream.uniform()
    return probabilities.withUnsafeBufferPointer {
      invert(uniform, probabilities: $0.baseAddress! + row * width, count: width)
    }
  }
}
