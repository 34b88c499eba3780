import GSL

/// An orthonormal basis of the gradients that counted groups can have.
///
/// With x_a the sum over the completions of outcome a of anything, `(1/G) sum_a x_a v_a = sum_k t_k q_k` with
/// `t = C x` and q_k orthonormal: so norms are those of t, and gradients are summed in at most as many numbers
/// as there are outcomes, whatever the number of parameters. Where the x_a sum to 0 over the group the
/// first of them follows from the others, and v_a - v_0 stand in place of v_a.
final class GradientBasis {
  /// Numbers t_k.
  let dimension: Int
  /// The first outcome whose x_a counts.
  let start: Int
  /// C, a row of all outcomes from `start` on for each t_k.
  private let coordinates: Buffer<Double>
  private let columns: Int
  /// q_k, P numbers each.
  private let axes: [[Double]]

  /// - Parameter isCentred: the x_a sum to 0 over the group.
  init(_ problem: Problem, groupSize: Int, isCentred: Bool) {
    start = isCentred ? 1 : 0
    let vectors = Self.vectors(problem, isCentred: isCentred)
    columns = vectors.count
    axes = orthonormalAxes(vectors).axes
    dimension = axes.count
    coordinates = Buffer(axes.flatMap { axis in vectors.map { dot(axis, $0) / Double(groupSize) } })
  }

  private static func vectors(_ problem: Problem, isCentred: Bool) -> [[Double]] {
    let scores = problem.rewards.indices.map { outcome in
      var dense = [Double](repeating: 0, count: problem.parameterCount)
      problem.positive.add(outcome, scale: 1, to: &dense)
      return dense
    }
    guard isCentred else { return scores }
    return scores.dropFirst().map { zip($0, scores[0]).map { $0 - $1 } }
  }

  /// The row of C for t_k, from outcome `start` on.
  @inline(__always)
  func row(_ k: Int) -> UnsafePointer<Double> {
    UnsafePointer(coordinates.pointer(at: k * columns, length: columns))
  }

  /// Adds `scale * q_k` to P numbers.
  func addAxis(_ k: Int, scale: Double, to target: UnsafeMutablePointer<Double>) {
    for j in axes[k].indices { target[j] += scale * axes[k][j] }
  }
}
