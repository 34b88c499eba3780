import GSL
import Testing

struct SymmetricEigenvaluesTests {
  /// (2 1; 1 2) has 1 and 3; diag(1, -2, .5) its diagonal.
  @Test func `small matrices by hand`() throws {
    let pair = try SymmetricEigenvalues.all([[2, 1], [1, 2]])
    #expect(zip(pair, [1, 3]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(try SymmetricEigenvalues.all([[1, 0, 0], [0, -2, 0], [0, 0, 0.5]]) == [-2, 0.5, 1])
  }

  /// Sum of the eigenvalues and of their squares: trace and squared Frobenius norm.
  @Test(arguments: [1, 2, 5, 30])
  func `power sums are traces`(n: Int) throws {
    var random = RandomStream(seed: UInt64(n))
    var matrix = [[Double]](repeating: Array(repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i][j] = random.gaussian()
        matrix[j][i] = matrix[i][j]
      }
    }
    let values = try SymmetricEigenvalues.all(matrix)
    let trace = (0..<n).reduce(0) { $0 + matrix[$1][$1] }
    let square = matrix.joined().reduce(0) { $0 + $1 * $1 }
    let size = Double(n * n)
    #expect(abs(values.reduce(0, +) - trace) < 1e-14 * size)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } - square) < 1e-14 * size * square.squareRoot())
    #expect(values == values.sorted())
  }
}
