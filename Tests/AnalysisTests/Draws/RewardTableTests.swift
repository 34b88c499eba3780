import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// The tables behind counted groups, nine outcomes and more: two vectors a row.
struct RewardTableTests {
  private static func problem(_ arms: Int) throws -> Problem {
    try Problem(
      Prompt(
        name: "arms", policy: SoftmaxBandit(logits: (0..<arms).map { 0.2 * Double($0 % 5) }),
        rewards: (0..<arms).map { Double($0 % 3) / 2 }))
  }

  /// Centred rewards, their square and g_r of a row of counts, written out.
  private static func check(
    _ table: Analysis.RewardTable, _ source: CountSource, _ problem: Problem, row: Int,
    isCentred: Bool
  ) {
    let counts = (0..<problem.rewards.count).map { source.numbers(row: row)[$0] }
    let size = Double(source.groupSize)
    let mean = isCentred ? dot(counts, problem.rewards) / size : 0
    var (square, gradient) = (0.0, [Double](repeating: 0, count: problem.parameterCount))
    for (a, count) in counts.enumerated() {
      let value = problem.rewards[a] - mean
      square += count * value * value
      problem.positive.add(a, scale: count * value / size, to: &gradient)
    }
    let numbers = table.numbers.row(row)
    #expect(abs(numbers[0] - square) < 1e-12, "row \(row): \(counts)")
    #expect(abs(numbers[1] - dot(gradient, gradient)) < 1e-13)
    var found = [Double](repeating: 0, count: gradient.count)
    found.withUnsafeMutableBufferPointer { found in
      for k in 0..<table.basis.dimension {
        table.basis.addAxis(k, scale: numbers[2 + k], to: found.baseAddress!)
      }
    }
    for j in gradient.indices { #expect(abs(found[j] - gradient[j]) < 1e-14) }
  }

  @Test(arguments: [true, false])
  func `tabulated rows hold what their counts say`(isCentred: Bool) throws {
    let problem = try Self.problem(9)
    let source = try #require(try CountSource(problem, groupSize: 3))
    #expect(source.isTabulated && source.width == 2)
    let table = Analysis.RewardTable(source, problem, isCentred: isCentred)
    var seen = 0
    for row in 0..<source.rowCount {
      let total = (0..<9).reduce(0) { $0 + source.numbers(row: row)[$1] }
      guard total > 0 else { continue }
      #expect(total == 3)
      Self.check(table, source, problem, row: row, isCentred: isCentred)
      seen += 1
    }
    // Compositions of 3 into 9 parts: C(11, 3).
    #expect(seen == 165)
  }

  /// Large groups draw other counts into the same rows: none may be of the tile before.
  @Test func `drawn rows are brought up to date`() throws {
    let problem = try Self.problem(11)
    let source = try #require(try CountSource(problem, groupSize: 64))
    #expect(!source.isTabulated)
    let table = Analysis.RewardTable(source, problem, isCentred: true)
    var random = RandomStream(seed: 6)
    for count in [GroupTile.capacity, 5] {
      source.draw(count, using: &random)
      table.refresh(count)
      for row in 0..<count {
        #expect((0..<11).reduce(0) { $0 + source.numbers(row: row)[$1] } == 64)
        Self.check(table, source, problem, row: source.picks[row], isCentred: true)
      }
    }
  }

  @Test func `a row of one reward is silent and exactly 0`() throws {
    let problem = try Self.problem(9)
    let source = try #require(try CountSource(problem, groupSize: 3))
    let table = Analysis.RewardTable(source, problem, isCentred: true)
    var silent = 0
    for row in 0..<source.rowCount {
      let present = (0..<9).filter { source.numbers(row: row)[$0] > 0 }
      guard !present.isEmpty else { continue }
      let isSilent = Set(present.map { problem.rewards[$0] }).count == 1
      let numbers = table.numbers.row(row)
      #expect((numbers[0] == 0) == isSilent && table.silence[row] == (isSilent ? 1 : 0))
      #expect(!isSilent || numbers[1] == 0)
      if isSilent { silent += 1 }
    }
    // Three arms of each reward: 3 C(5, 3) compositions.
    #expect(silent == 30)
  }
}
