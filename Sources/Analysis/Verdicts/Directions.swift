/// Directions in parameter space along which an expected gradient is read.
struct Directions {
  /// grad V in units of gain: a gradient `c grad V` has the inner product c with it.
  let alongValue: [Double]
  /// A fixed vector perpendicular to grad V.
  let acrossValue: [Double]

  init(_ problem: Problem) {
    let gradient = problem.valueGradient
    let square = dot(gradient, gradient)
    // 0 / 0 where grad V vanishes, which `all` leaves out.
    alongValue = gradient.map { $0 / square }
    acrossValue = rejection(gradient.indices.map { Double($0 % 3) - 1 }, from: gradient)
  }

  /// Both, or none where grad V vanishes.
  var all: [[Double]] {
    [alongValue, acrossValue].filter { $0.allSatisfy(\.isFinite) }
  }
}

/// What is left of a vector when its part along another is taken away.
func rejection(_ vector: [Double], from other: [Double]) -> [Double] {
  var rest = vector
  add(other, scale: -dot(vector, other) / dot(other, other), to: &rest)
  return rest
}
