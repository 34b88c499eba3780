import GRPO
import Policies
import Testing

@testable import Analysis

/// Means over directions across the rewards against sums over an orthonormal basis of them, completion by completion.
struct RadialTableTests {
  /// norm(L x)^2 with `L x = (1/G) sum x_i v_i`.
  private static func square(_ x: [Double], _ outcomes: [Int], _ problem: Problem) -> Double {
    var gradient = [Double](repeating: 0, count: problem.parameterCount)
    for (outcome, value) in zip(outcomes, x) {
      problem.positive.add(outcome, scale: value / Double(x.count), to: &gradient)
    }
    return dot(gradient, gradient)
  }

  /// Unit vectors orthogonal to those given and to one another, as many as there are.
  private static func complement(_ known: [[Double]], size: Int) -> [[Double]] {
    var axes = known
    for i in 0..<size where axes.count < size {
      var rest = [Double](repeating: 0, count: size)
      rest[i] = 1
      for _ in 0..<2 {
        for axis in axes { add(axis, scale: -dot(axis, rest), to: &rest) }
      }
      let norm = dot(rest, rest).squareRoot()
      if norm > 1e-6 { axes.append(rest.map { $0 / norm }) }
    }
    return Array(axes.dropFirst(known.count))
  }

  /// Scores of a bandit, and of a policy whose completions share tokens.
  @Test(arguments: [2, 3, 5], [true, false])
  func `rows are means over the directions that a group has`(
    groupSize: Int, isBandit: Bool
  ) throws {
    let problem = try isBandit ? Self.bandit() : Self.tokens()
    let source = try #require(try CountSource(problem, groupSize: groupSize))
    let rewards = Analysis.RewardTable(source, problem, isCentred: true)
    let table = RadialTable(source, problem, rewards)
    var (silent, mixed) = (0, 0)
    for row in 0..<source.rowCount {
      let counts = (0..<problem.rewards.count).map { Int(source.numbers(row: row)[$0]) }
      guard counts.reduce(0, +) == groupSize else { continue }
      let outcomes = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
      let size = Double(groupSize)
      let own = outcomes.map { problem.rewards[$0] }
      let mean = own.reduce(0, +) / size
      let norm = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      let isSilent = Set(own).count == 1
      let ones = [Double](repeating: 1 / size.squareRoot(), count: groupSize)
      let numbers = table.numbers.row(row)
      if isSilent {
        let axes = Self.complement([ones], size: groupSize)
        let right = axes.reduce(0) { $0 + Self.square($1, outcomes, problem) } / (size - 1)
        #expect(numbers[0] == 0 && numbers[1] == 0)
        #expect(abs(numbers[2] - right) < 1e-14 && abs(numbers[3] - right) < 1e-14)
        silent += 1
      } else {
        let direction = own.map { ($0 - mean) / norm }
        let axes = Self.complement([ones, direction], size: groupSize)
        #expect(axes.count == groupSize - 2)
        let sum = axes.reduce(0) { $0 + Self.square($1, outcomes, problem) }
        let right = groupSize > 2 ? sum / (size - 2) : 0
        #expect(abs(numbers[0] - norm) < 1e-14 && abs(numbers[0] * numbers[1] - 1) < 1e-14)
        #expect(abs(numbers[2] - Self.square(direction, outcomes, problem)) < 1e-14)
        #expect(abs(numbers[3] - right) < 1e-14, "\(counts)")
        #expect(numbers[3] >= 0)
        mixed += 1
      }
    }
    #expect(silent > 0 && mixed > 0)
  }

  /// Squares of rewards of 1e-160 have lost their digits, those of 1e-200 are 0.
  @Test(arguments: [1e-200, 1e-160, 1e150])
  func `directions do not depend on the unit of the rewards`(unit: Double) throws {
    func rows(_ unit: Double) throws -> [[Double]] {
      let problem = try Self.bandit(unit: unit)
      let source = try #require(try CountSource(problem, groupSize: 4))
      let table = RadialTable(
        source, problem, Analysis.RewardTable(source, problem, isCentred: true))
      return (0..<source.rowCount).map { row in (0..<4).map { table.numbers.row(row)[$0] } }
    }
    for (found, plain) in zip(try rows(unit), try rows(1)) {
      #expect(abs(found[0] - unit * plain[0]) <= 1e-14 * unit * plain[0])
      #expect(abs(found[1] - plain[1] / unit) <= 1e-14 * plain[1] / unit)
      #expect(abs(found[2] - plain[2]) < 1e-15 && abs(found[3] - plain[3]) < 1e-15)
    }
  }

  private static func bandit(unit: Double = 1) throws -> Problem {
    try Problem(
      Prompt(
        name: "arms", policy: SoftmaxBandit(logits: [0.3, -0.2, 0.1, 0.5, -0.4]),
        rewards: [1, 0, 0.4, 1, 0].map { $0 * unit }))
  }

  private static func tokens() throws -> Problem {
    try Problem(
      Prompt(
        name: "tokens",
        policy: SequencePolicy(
          vocabulary: 2, length: 3, logits: (0..<10).map { 0.1 * Double($0 % 4) }),
        rewards: [1, 0, 0.4, 1, 0, 0, 1, 0.4]))
  }
}
