import GRPO
import GSL
import RealModule

@testable import Analysis

/// A random group for a conditional law: levels, counts, sigma over many orders of magnitude.
struct LawCase: CustomStringConvertible {
  let levels: [Double]
  let counts: [Int]
  let sigma: Double
  var groupSize: Int { counts.reduce(0, +) }

  /// Two to four levels 0 ... 1, G = 2...9, sigma log-uniform on a range.
  init(using random: inout RandomStream, sigmas: ClosedRange<Double> = 1e-3...10) {
    let inner = (0..<random.index(below: 3)).map { _ in random.uniform() }
    levels = ([0, 1] + inner).sorted()
    var counts = levels.map { _ in 0 }
    for _ in 0..<(2 + random.index(below: 8)) { counts[random.index(below: levels.count)] += 1 }
    self.counts = counts
    let (low, high) = (Double.log(sigmas.lowerBound), Double.log(sigmas.upperBound))
    sigma = .exp(low + (high - low) * random.uniform())
  }

  var description: String { "levels \(levels), counts \(counts), sigma \(sigma)" }

  /// Levels of the completions, in order.
  var completions: [Int] { counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) } }

  func setting(
    _ kind: AdvantageKind, _ family: NoiseFamily, ddof: Int = 0, stabilizer: Double = 0
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer),
      dither: Dither(family), sigma: sigma, groupSize: groupSize)
  }

  func moments(_ law: any ConditionalLaw, parts: Int = 1) throws -> ConditionalMoments {
    var moments = ConditionalMoments(levelCount: levels.count, parts: parts)
    try law.fill(&moments, counts: counts)
    return moments
  }

  /// Largest difference between two sets of moments, over what the group holds.
  func distance(_ a: ConditionalMoments, _ b: ConditionalMoments) -> Double {
    var largest = 0.0
    let held = counts.indices.filter { counts[$0] > 0 }
    for l in held {
      largest = max(largest, abs(a.first[l] - b.first[l]), abs(a.diagonal[l] - b.diagonal[l]))
      for m in held where l != m || counts[l] > 1 {
        let index = a.crossIndex(0, l, 0, m)
        largest = max(largest, abs(a.cross[index] - b.cross[index]))
      }
    }
    return largest
  }
}
