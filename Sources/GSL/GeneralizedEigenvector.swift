internal import CGSL

/// Solutions of `M x = mu T x` for symmetric M and positive definite T.
public enum GeneralizedEigenvector {
  /// The smallest mu and its x, of length 1.
  ///
  /// It is the x that minimises `x^T M x / x^T T x`.
  ///
  /// - Parameters:
  ///   - matrix: rows of M; the lower triangle is read.
  ///   - metric: rows of T, of the same size.
  /// - Throws: ``GSLError`` where T is not positive definite, or if the QR steps do not converge.
  public static func smallest(
    _ matrix: [[Double]], metric: [[Double]]
  ) throws -> (value: Double, vector: [Double]) {
    let n = matrix.count
    precondition(
      n > 0 && metric.count == n && (matrix + metric).allSatisfy { $0.count == n },
      "two square matrices of one size are needed")
    Status.prepare()
    guard let left = gsl_matrix_alloc(n, n), let right = gsl_matrix_alloc(n, n),
      let vectors = gsl_matrix_alloc(n, n), let values = gsl_vector_alloc(n),
      let workspace = gsl_eigen_gensymmv_alloc(n)
    else { preconditionFailure("no memory for eigenvectors") }
    defer {
      for matrix in [left, right, vectors] { gsl_matrix_free(matrix) }
      gsl_vector_free(values)
      gsl_eigen_gensymmv_free(workspace)
    }
    for i in 0..<n {
      for j in 0..<n {
        gsl_matrix_set(left, i, j, matrix[i][j])
        gsl_matrix_set(right, i, j, metric[i][j])
      }
    }
    let arguments: KeyValuePairs = ["order": Double(n)]
    try Status.check(
      gsl_eigen_gensymmv(left, right, values, vectors, workspace), "gsl_eigen_gensymmv", arguments)
    try Status.check(
      gsl_eigen_gensymmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_ASC), "gsl_eigen_gensymmv_sort",
      arguments)
    return (gsl_vector_get(values, 0), (0..<n).map { gsl_matrix_get(vectors, $0, 0) })
  }
}
