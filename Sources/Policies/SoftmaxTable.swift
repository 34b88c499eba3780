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

  init(width: Int, logits: [Double]) throws(PolicyError) {
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(field: "logits", index: index, value: logits[index])
    }
    self.width = width
    self.logits = logits
    logProbabilities = logits
    probabilities = logits
    normalize()
  }

  private mutating func normalize() {
    for base in stride(from: 0, to: logits.count, by: width) { normalizeRow(at: base) }
  }

  /// Softmax stabilised by the maximum. The largest term is left out of the sum and put back by
  /// `log(1 + rest)`, so the log-probability of a nearly certain token keeps its accuracy.
  private mutating func normalizeRow(at base: Int) {
    let row = base..<base + width
    var top = base
    for index in row where logits[index] > logits[top] { top = index }
    let maximum = logits[top]
    var rest = 0.0
    for index in row {
      precondition(logits[index].isFinite, "logits must be finite")
      probabilities[index] = Double.exp(logits[index] - maximum)
      if index != top { rest += probabilities[index] }
    }
    let logNormalizer = Double.log(onePlus: rest)
    for index in row {
      logProbabilities[index] = (logits[index] - maximum) - logNormalizer
      probabilities[index] /= 1 + rest
    }
  }

  func logProbability(row: Int, token: Int) -> Double { logProbabilities[row * width + token] }

  /// Calls `body` with each entry of `grad log p(token) = e_token - p`, times `weight`.
  ///
  /// The entry of the token itself is `1 - p = -(exp(log p) - 1)`, free of cancellation as p -> 1.
  @inline(__always)
  func forEachScoreEntry(
    row: Int, token: Int, weight: Double, _ body: (_ index: Int, _ value: Double) -> Void
  ) {
    let base = row * width
    for index in base..<base + width where index != base + token {
      body(index, -weight * probabilities[index])
    }
    body(base + token, -weight * Double.expMinusOne(logProbabilities[base + token]))
  }

  /// Adds `weight * grad grad^T log p(token) = -weight (diag p - p p^T)`, the same for every token.
  func accumulateHessian(row: Int, weight: Double, into matrix: inout [[Double]]) {
    let indices = row * width..<(row + 1) * width
    for first in indices {
      matrix[first][first] -= weight * probabilities[first]
      for second in indices {
        matrix[first][second] += weight * (probabilities[first] * probabilities[second])
      }
    }
  }

  /// Draws a token by inversion of the distribution function: one uniform number, O(`width`).
  func sampleToken(row: Int, using stream: inout RandomStream) -> Int {
    let base = row * width
    var remaining = stream.uniform()
    for token in 0..<width {
      remaining -= probabilities[base + token]
      if remaining < 0 { return token }
    }
    return lastPossibleToken(row: row)
  }

  /// Where rounding leaves a remainder after the last token (probability about 1e-16).
  private func lastPossibleToken(row: Int) -> Int {
    var token = width - 1
    while probabilities[row * width + token] == 0 { token -= 1 }
    return token
  }
}
