internal import CGSL

/// Eigenvalues of real symmetric matrices.
public enum SymmetricEigenvalues {
  /// All eigenvalues of a matrix, in increasing order, by tridiagonalisation and QR steps.
  ///
  /// Their absolute error is of the order of rounding times the largest of them.
  ///
  /// - Parameter matrix: rows of a square matrix of at least one row; the lower triangle is read.
  /// - Throws: ``GSLError`` if the QR steps do not converge.
  public static func all(_ matrix: [[Double]]) throws -> [Double] {
    let n = matrix.count
    precondition(n > 0 && matrix.allSatisfy { $0.count == n }, "a square matrix is needed")
    Status.prepare()
    guard let copy = gsl_matrix_alloc(n, n), let values = gsl_vector_alloc(n),
      let workspace = gsl_eigen_symm_alloc(n)
    else { preconditionFailure("no memory for eigenvalues") }
    defer {
      gsl_matrix_free(copy)
      gsl_vector_free(values)
      gsl_eigen_symm_free(workspace)
    }
    for (i, row) in matrix.enumerated() {
      for (j, value) in row.enumerated() { gsl_matrix_set(copy, i, j, value) }
    }
    try Status.check(
      gsl_eigen_symm(copy, values, workspace), "gsl_eigen_symm", ["order": Double(n)])
    return (0..<n).map { gsl_vector_get(values, $0) }.sorted()
  }
}
