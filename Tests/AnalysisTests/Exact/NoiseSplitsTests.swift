import GSL
import Testing

@testable import Analysis

/// How the completions of each level fall on the values of a noise, against all ways one by one.
struct NoiseSplitsTests {
  private static func splits(_ probabilities: [Double], _ counts: [Int]) -> [[Int]: Double] {
    var found: [[Int]: Double] = [:]
    NoiseSplits(probabilities: probabilities, groupSize: counts.reduce(0, +))
      .forEach(counts: counts) {
        #expect(found[$0] == nil, "\($0) comes twice")
        found[$0] = $1
      }
    return found
  }

  /// Every assignment of a value to each of the completions, by the product of their probabilities.
  private static func enumerated(_ probabilities: [Double], _ counts: [Int]) -> [[Int]: Double] {
    let levels = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    var found: [[Int]: Double] = [:]
    forEachTuple(of: probabilities.count, length: levels.count) { values in
      var pairs = [Int](repeating: 0, count: counts.count * probabilities.count)
      for (level, value) in zip(levels, values) { pairs[level * probabilities.count + value] += 1 }
      found[pairs, default: 0] += values.reduce(1) { $0 * probabilities[$1] }
    }
    return found
  }

  /// 60 random laws of one to four values, one to three levels and up to seven completions, seed 14.
  @Test func `splits have the probabilities of all assignments`() {
    var random = RandomStream(seed: 14)
    for _ in 0..<60 {
      let raw = (0..<(1 + random.index(below: 4))).map { _ in random.uniform() }
      let probabilities = raw.map { $0 / raw.reduce(0, +) }
      var counts = [Int](repeating: 0, count: 1 + random.index(below: 3))
      for _ in 0..<(1 + random.index(below: 7)) { counts[random.index(below: counts.count)] += 1 }
      let (found, right) = (
        Self.splits(probabilities, counts), Self.enumerated(probabilities, counts)
      )
      #expect(found.count == right.count, "\(probabilities) \(counts)")
      for (pairs, probability) in right {
        #expect(abs(found[pairs]! / probability - 1) < 1e-13, "\(probabilities) \(counts) \(pairs)")
      }
    }
  }

  /// A value of probability e = 2^-40, whose complement is a double: five completions have it once with
  /// 5 e (1 - 4 e), up to e^2; twice with 1e-23, below 2^-70, and so not at all.
  @Test func `a rare value keeps its relative accuracy`() {
    let rare = 0x1p-40
    for (probabilities, once) in [([1 - rare, rare], [4, 1]), ([rare, 1 - rare], [1, 4])] {
      let found = Self.splits(probabilities, [5])
      #expect(abs(found[once]! / (5 * rare * (1 - 4 * rare)) - 1) < 1e-15)
      #expect(found.count == 2)
    }
  }

  /// 2,000 completions: 2^2000 is no number, the masses about the middle are. Mean and variance n/2 and n/4.
  @Test func `many completions do not overflow`() {
    var (mass, mean, variance) = (0.0, 0.0, 0.0)
    for (pairs, probability) in Self.splits([0.5, 0.5], [2000]) {
      let deviation = Double(pairs[0] - 1000)
      mass += probability
      mean += probability * deviation
      variance += probability * deviation * deviation
    }
    #expect(abs(mass - 1) < 1e-12 && abs(mean) < 1e-9 && abs(variance - 500) < 1e-8)
  }

  @Test func `a value that is certain leaves one split`() {
    #expect(Self.splits([1], [2, 0, 3]) == [[2, 0, 3]: 1])
    // After a certain value nothing is left to share out: 0/0.
    #expect(Self.splits([1, 0, 0], [2]) == [[2, 0, 0]: 1])
    #expect(Self.splits([0, 1, 0], [2, 1]) == [[0, 2, 0, 0, 1, 0]: 1])
    #expect(Self.splits([0.5, 0.5, 0], [1]) == [[1, 0, 0]: 0.5, [0, 1, 0]: 0.5])
  }
}
