import Analysis
import GRPO

/// What noise does to advantages that are divided by the deviation of a batch, whose prompts are drawn by weight.
///
/// Rewards are 0 and 1: a batch is known by how many of its completions are right, and the groups beside one's own are
/// independent draws.
struct PlannedBatch {
  /// Larger batches are not summed over.
  static let limit = 1 << 12

  /// By number right in the own group, from 0 to G.
  let kinds: [KeptSignal]

  /// - Parameters:
  ///   - group: the law of the number right in a group of any prompt, K = 0 ... G.
  ///   - groups: B.
  init(
    group: [Double], groups: Int, estimator: AdvantageEstimator, sigma: Double
  ) throws {
    let (size, count) = (group.count - 1, (group.count - 1) * groups)
    guard count <= Self.limit else {
      throw AuditError(
        "no exact law of a batch of \(count) completions, of \(Self.limit) at most")
    }
    var others = [1.0]
    for _ in 1..<max(1, groups) { others = Self.sum(others, group) }
    let laws = try (0...count).map { right in
      let norm = (Double(right) * Double(count - right) / Double(count)).squareRoot()
      return try KnownBatch(norm: norm, count: count, estimator: estimator, sigma: sigma)
    }
    kinds = (0...size).map { right in
      let square = Double(right) * Double(size - right) / Double(size)
      return others.indices.reduce(.zero) { sum, other in
        sum + others[other] * laws[right + other].moments(square: square, size: size)
      }
    }
  }

  /// The law of the sum of two independent counts.
  private static func sum(_ a: [Double], _ b: [Double]) -> [Double] {
    var law = [Double](repeating: 0, count: a.count + b.count - 1)
    for i in a.indices { for j in b.indices { law[i + j] += a[i] * b[j] } }
    return law
  }
}
