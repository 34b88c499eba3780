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
