import GRPO

/// The law of the advantages of a group whose gradient is divided by its tokens, not by its completions.
///
/// Levels are classes of outcomes of one reward and one length. Advantages do not know the lengths; given
/// these the gradient has another factor, the same for all completions of the group:
///
///     g = 1/G sum_i (c A_i) v_i,    c = G / sum_j T_j
///
/// so first moments are those of the rewards times c, products those times c^2.
final class TokenMeanLaw: ConditionalLaw {
  /// A class: the place of its reward among the levels, and its tokens.
  struct RewardLength: Hashable {
    let level: Int
    let length: Int
  }

  private let law: any ConditionalLaw
  private let classes: [RewardLength]
  private let levelCount: Int
  private let parts: Int
  private var known: [[Int]: ConditionalMoments] = [:]

  /// Moments of this many kinds of groups are kept.
  private static let keptLimit = 20_000

  /// - Parameter law: of the rewards, in their order.
  init(_ law: any ConditionalLaw, classes: [RewardLength], levelCount: Int, parts: Int) {
    self.law = law
    self.classes = classes
    self.levelCount = levelCount
    self.parts = parts
  }

  var secondMomentGap: String? { law.secondMomentGap }
  var cost: Double { law.cost }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    var merged = [Int](repeating: 0, count: levelCount)
    var (size, tokens) = (0, 0)
    for (k, count) in counts.enumerated() {
      merged[classes[k].level] += count
      size += count
      tokens += count * classes[k].length
    }
    let own = try rewards(merged)
    let factor = Double(size) / Double(tokens)
    for part in 0..<parts {
      for k in counts.indices where counts[k] > 0 {
        let level = classes[k].level
        moments.first[moments.firstIndex(part, k)] = factor * own.first[own.firstIndex(part, level)]
        for other in 0..<parts {
          moments.diagonal[moments.diagonalIndex(part, other, k)] =
            factor * factor * own.diagonal[own.diagonalIndex(part, other, level)]
          for m in counts.indices where counts[m] > (k == m ? 1 : 0) {
            moments.cross[moments.crossIndex(part, k, other, m)] =
              factor * factor * own.cross[own.crossIndex(part, level, other, classes[m].level)]
          }
        }
      }
    }
  }

  private func rewards(_ counts: [Int]) throws -> ConditionalMoments {
    if let found = known[counts] { return found }
    var moments = ConditionalMoments(levelCount: levelCount, parts: parts)
    try law.fill(&moments, counts: counts)
    if known.count < Self.keptLimit { known[counts] = moments }
    return moments
  }
}
