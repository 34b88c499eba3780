import GRPO
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Rows by the number correct: worked out once, weighed by any pass rate.
struct BinaryTableTests {
  /// A law that counts how often it is asked.
  private final class Counted: ConditionalLaw {
    let law: any ConditionalLaw
    private(set) var asked: [[Int]] = []

    init(_ law: any ConditionalLaw) { self.law = law }

    var cost: Double { law.cost }

    func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
      asked.append(counts)
      try law.fill(&moments, counts: counts)
    }
  }

  private static func law(groupSize: Int) -> Counted {
    Counted(
      StandardizedGaussianLaw(
        levels: [0, 1], groupSize: groupSize, ddof: 1, stabilizer: 0.1, sigma: 0.3))
  }

  private static func table(_ p: Double) throws -> LevelTable {
    LevelTable(try Problem(Prompt.withPassRate(name: "p", passRate: p)))
  }

  @Test(arguments: [0.001, 0.3, 0.5, 0.97])
  func `weighed rows are the sums over compositions`(p: Double) throws {
    let law = Self.law(groupSize: 9)
    let table = BinaryTable(law, groupSize: 9, parts: 1)
    let levels = try Self.table(p)
    let found = try table.sums(
      BinomialWeights(groupSize: 9, probabilities: levels.probabilities))
    let setting = try Setting(.standardized, .gaussian, sigma: 0.3, groupSize: 9)
    let right = try LevelSums(law.law, table: levels, setting: setting, parts: 1)
    for (a, b) in zip(found.values, right.values) { #expect(abs(a - b) < 1e-14) }
  }

  /// Three pass rates and every upper mean ask for each number correct once.
  @Test func `a row is worked out once, and not before it is asked for`() throws {
    let law = Self.law(groupSize: 6)
    let table = BinaryTable(law, groupSize: 6, parts: 1)
    #expect(law.asked.isEmpty)
    let third = try table.upperMean(3)
    #expect(law.asked == [[3, 3]])
    for p in [0.2, 0.5, 0.2] {
      _ = try table.sums(
        BinomialWeights(groupSize: 6, probabilities: Self.table(p).probabilities))
    }
    #expect(Set(law.asked).count == 7 && law.asked.count == 7)
    // Mean of a right completion among 6, straight from the law.
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    for k in 1...6 {
      try law.law.fill(&moments, counts: [6 - k, k])
      #expect(abs(try table.upperMean(k) - moments.first[1]) < 1e-15)
    }
    #expect(try table.upperMean(3) == third && law.asked.count == 7)
  }

  /// A law whose moments have nothing in common but that they are numbers, seed 24.
  private final class Made: ConditionalLaw {
    private var random = SplitMix(seed: 24)

    var cost: Double { 1 }

    func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
      let number = { Double.random(in: -1...1, using: &self.random) }
      for i in moments.first.indices { moments.first[i] = number() }
      for i in moments.diagonal.indices { moments.diagonal[i] = number() }
      for i in moments.cross.indices { moments.cross[i] = number() }
    }
  }

  /// Four numbers side by side or one by one: the same bits, with 12 numbers in a row and with 36.
  @Test(arguments: [1, 2]) func `sums are taken in the order of K`(parts: Int) throws {
    let (groupSize, law) = (12, Made())
    var moments = ConditionalMoments(levelCount: 2, parts: parts)
    let rows = try (0...groupSize).map { k in
      try law.fill(&moments, counts: [groupSize - k, k])
      var row = LevelSums(levelCount: 2, groupSize: groupSize, parts: parts)
      row.accumulate(moments, counts: [groupSize - k, k], probability: 1)
      return row.values
    }
    #expect(rows[0].count == (parts == 1 ? 12 : 36))
    let table = BinaryTable(Made(), groupSize: groupSize, parts: parts)
    var kept: [[Double]] = []
    for p in [0.3, 0.999, 0, 0.5] {
      let weights = BinomialWeights(groupSize: groupSize, probabilities: [1 - p, p])
      // In the order in which rows are first asked for, which the numbers of the law depend on.
      if kept.isEmpty { #expect(weights.first == 0 && weights.values.count == groupSize + 1) }
      var right = [Double](repeating: 0, count: rows[0].count)
      for (k, weight) in weights.values.enumerated() {
        for f in right.indices { right[f] += weight * rows[weights.first + k][f] }
      }
      let sums = try table.sums(weights)
      #expect(sums.values == right && !kept.contains(right))
      kept.append(right)
    }
  }

  /// The array of the sums serves the next pass rate, unless somebody has it.
  @Test func `sums that are kept do not change`() throws {
    let table = BinaryTable(Self.law(groupSize: 6), groupSize: 6, parts: 1)
    let weights = try [0.2, 0.7].map {
      BinomialWeights(groupSize: 6, probabilities: try Self.table($0).probabilities)
    }
    let first = try table.sums(weights[0])
    let values = first.values.map { $0 }
    let second = try table.sums(weights[1])
    #expect(first.values == values && second.values != values)
  }

  /// A window of the binomial law: first and last masses that count, 1 in all.
  @Test func `weights are the binomial masses that count`() throws {
    let small = BinomialWeights(groupSize: 4, probabilities: [0.75, 0.25])
    #expect(small.first == 0 && small.values.count == 5)
    for (a, b) in zip(small.values, [81.0, 108, 54, 12, 1]) { #expect(abs(a - b / 256) < 1e-15) }
    let large = BinomialWeights(groupSize: 10_000, probabilities: [0.5, 0.5])
    #expect(large.first > 4000 && large.values.count < 2000)
    #expect(abs(large.values.reduce(0, +) - 1) < 1e-12)
    // By symmetry the window and its masses are their own mirror image.
    #expect(2 * large.first + large.values.count == 10_001)
    let sure = BinomialWeights(groupSize: 7, probabilities: [0, 1])
    #expect(sure.first == 7 && sure.values.count == 1 && abs(sure.values[0] - 1) < 1e-15)
  }
}
