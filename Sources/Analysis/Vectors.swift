/// Inner product of two vectors of the same length.
package func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  guard a.count < 1024 else { return longDot(a, b) }
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// The same in sixteen sums side by side: one after another additions would take most of the time of long vectors.
private func longDot(_ a: [Double], _ b: [Double]) -> Double {
  a.withUnsafeBytes { x in
    b.withUnsafeBytes { y in
      var (even, odd) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      var place = 0
      while place + 16 <= a.count {
        let (near, far) = (8 * place, 8 * place + 64)
        even =
          even + x.loadUnaligned(fromByteOffset: near, as: SIMD8<Double>.self)
          * y.loadUnaligned(fromByteOffset: near, as: SIMD8<Double>.self)
        odd =
          odd + x.loadUnaligned(fromByteOffset: far, as: SIMD8<Double>.self)
          * y.loadUnaligned(fromByteOffset: far, as: SIMD8<Double>.self)
        place += 16
      }
      var sum = (even + odd).sum()
      for i in place..<a.count { sum += a[i] * b[i] }
      return sum
    }
  }
}

/// `target += scale * vector`.
func add(_ vector: [Double], scale: Double, to target: inout [Double]) {
  precondition(vector.count == target.count)
  for i in vector.indices { target[i] += scale * vector[i] }
}

/// An orthonormal basis of the span of vectors, of as many axes as it has dimensions.
///
/// Gram and Schmidt's, twice over: what is left after the first time need not be orthogonal to rounding.
///
/// - Returns: the axes, and by vector its coordinates along them, which have the vectors' inner products.
func orthonormalAxes(_ vectors: [[Double]]) -> (axes: [[Double]], coordinates: [[Double]]) {
  var (axes, coordinates) = ([[Double]](), [[Double]]())
  for vector in vectors {
    var (rest, own) = (vector, axes.map { _ in 0.0 })
    for _ in 0..<2 {
      for (k, axis) in axes.enumerated() {
        let along = dot(axis, rest)
        own[k] += along
        add(axis, scale: -along, to: &rest)
      }
    }
    let norm = dot(rest, rest).squareRoot()
    // What rounding leaves of a vector in the span of those before is no direction.
    if axes.count < vector.count, norm > 1e-14 * dot(vector, vector).squareRoot() {
      axes.append(rest.map { $0 / norm })
      own.append(norm)
    }
    coordinates.append(own)
  }
  return (axes, coordinates.map { $0 + [Double](repeating: 0, count: axes.count - $0.count) })
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
