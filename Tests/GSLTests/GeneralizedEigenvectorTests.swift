import GSL
import Testing

/// The smallest solution of `M x = mu T x`.
@Suite struct GeneralizedEigenvectorTests {
  // By hand: diag(2, 6) against diag(1, 4) has 2 and 1.5, the latter along the second axis.
  @Test func `diagonal matrices by hand`() throws {
    let found = try GeneralizedEigenvector.smallest(
      [[2, 0], [0, 6]], metric: [[1, 0], [0, 4]])
    #expect(abs(found.value - 1.5) < 1e-14)
    #expect(abs(found.vector[0]) < 1e-14 && abs(abs(found.vector[1]) - 1) < 1e-14)
  }

  // 200 random pairs of orders 1 to 6, seed 5: the equation itself, and no random vector has a smaller ratio.
  @Test func `it solves the equation and minimises the ratio`() throws {
    var random = RandomStream(seed: 5, stream: 0)
    for trial in 0..<200 {
      let n = 1 + trial % 6
      let (matrix, metric) = (square(n, &random), square(n, &random))
      let (value, x) = try GeneralizedEigenvector.smallest(matrix, metric: metric)
      let (left, right) = (product(matrix, x), product(metric, x))
      for i in 0..<n { #expect(abs(left[i] - value * right[i]) < 1e-9 * (1 + abs(value))) }
      #expect(abs(x.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      for _ in 0..<20 {
        let y = (0..<n).map { _ in random.gaussian() }
        let ratio = dot(y, product(matrix, y)) / dot(y, product(metric, y))
        #expect(ratio >= value - 1e-9 * (1 + abs(value)))
      }
    }
  }

  @Test func `a metric that is not positive is refused`() {
    #expect(throws: GSLError.self) {
      try GeneralizedEigenvector.smallest([[1, 0], [0, 1]], metric: [[1, 0], [0, -1]])
    }
  }

  /// B^T B + .1 I, positive definite.
  private func square(_ n: Int, _ random: inout RandomStream) -> [[Double]] {
    var rows: [[Double]] = []
    for _ in 0..<n { rows.append((0..<n).map { _ in random.gaussian() }) }
    return (0..<n).map { i in
      (0..<n).map { j in rows.reduce(i == j ? 0.1 : 0) { $0 + $1[i] * $1[j] } }
    }
  }

  private func product(_ matrix: [[Double]], _ x: [Double]) -> [Double] {
    matrix.map { dot($0, x) }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
