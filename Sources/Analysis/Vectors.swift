/// Inner product of two vectors of the same length.
package func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// `target += scale * vector`.
func add(_ vector: [Double], scale: Double, to target: inout [Double]) {
  precondition(vector.count == target.count)
  for i in vector.indices { target[i] += scale * vector[i] }
}

/// An orthonormal basis of the span of vectors, of as many axes as it has dimensions.
///
/// Gram and Schmidt's, twice over: what is left after the first time need not be orthogonal to rounding.
func orthonormalAxes(_ vectors: [[Double]]) -> [[Double]] {
  var axes: [[Double]] = []
  for vector in vectors where axes.count < vector.count {
    var rest = vector
    for _ in 0..<2 {
      for axis in axes { add(axis, scale: -dot(axis, rest), to: &rest) }
    }
    let norm = dot(rest, rest).squareRoot()
    // What rounding leaves of a vector in the span of those before is no direction.
    guard norm > 1e-14 * dot(vector, vector).squareRoot() else { continue }
    axes.append(rest.map { $0 / norm })
  }
  return axes
}

/// Quadratic form `a^T M b` of a dense row-major square matrix.
func quadraticForm(_ matrix: [Double], _ a: [Double], _ b: [Double], stride: Int) -> Double {
  var sum = 0.0
  for i in a.indices {
    var row = 0.0
    for j in b.indices { row += matrix[i * stride + j] * b[j] }
    sum += a[i] * row
  }
  return sum
}
