import GRPO
import Policies
import Testing

@testable import Analysis

/// Rows made as they are asked for are those of the whole table.
struct ExactRowsTests {
  /// Names in another order than their laws, one law three times, one twice.
  private static func sweep(_ rates: [Double] = [0.3, 0.1, 0.3, 0.7, 0.3, 0.1]) throws -> Sweep {
    let prompts = try rates.enumerated().map {
      try Prompt.withPassRate(
        name: "q\(9 - $0.offset)", passRate: $0.element, weight: Double(1 + $0.offset))
    }
    return Sweep(
      try ProblemSet(prompts, surrogate: .policyGradient),
      advantages: [
        try AdvantageEstimator(.standardized), try AdvantageEstimator(.batchStandardized),
        try AdvantageEstimator(.leaveOneOutStandardized),
      ], dithers: [try Dither(.gaussian), try Dither(.laplace)], sigmas: [0.05], groupSize: 4,
      batchGroups: 3)
  }

  /// Everything that a row says.
  private static func text(_ row: SweepRow) -> String {
    let figures = Quantity.allCases.map { row.exact[$0].map { "\($0.mean)" } ?? "-" }
    return
      "\(row.policy) \(row.setting) \(figures) \(row.expectedGradientExact ?? []) \(row.shrinkage ?? []) "
      + "\(row.improvement ?? .nan) \(row.improvementRest ?? .nan) "
      + "\(row.batch?.varianceExact ?? .nan) \(row.groups) \(row.seed) \(row.note)"
  }

  private static func lines(_ sweep: Sweep) throws -> [String] {
    var lines: [String] = []
    let rows = try ExactRows(sweep, Sampling(groups: 0, seed: 5))
    rows.forEach { lines.append(text($0)) }
    #expect(lines.count == rows.count)
    return lines
  }

  @Test(arguments: [nil, 0.01])
  func `rows are those of the table, in order`(rate: Double?) throws {
    var sweep = try Self.sweep()
    sweep.learningRate = rate
    let table = try sweep.run(Sampling(groups: 0, seed: 5)).map(Self.text)
    #expect(table.count == 7 * 12)
    #expect(try Self.lines(sweep) == table)
    // One rate off: the comparison sees it.
    var other = try Self.sweep([0.3, 0.1, 0.3, 0.7, 0.31, 0.1])
    other.learningRate = rate
    #expect(try Self.lines(other) != table)
  }

  @Test func `a prompt alone has no rows of a set`() throws {
    let sweep = try Self.sweep([0.2])
    #expect(try Self.lines(sweep) == sweep.run(Sampling(groups: 0, seed: 5)).map(Self.text))
  }

  /// What decides which columns there are is seen in the rows of every kind.
  @Test func `kinds show what any row has`() throws {
    for rate in [nil, 0.01] {
      // A certain prompt first: it has no improvement.
      var sweep = try Self.sweep([1, 0.3, 0.3])
      sweep.learningRate = rate
      var kinds: [SweepRow] = []
      try ExactRows(sweep, Sampling(groups: 0)).forEachKind { kinds.append($0) }
      let rows = try sweep.run(Sampling(groups: 0))
      #expect(
        kinds.contains { $0.improvement != nil } == rows.contains { $0.improvement != nil })
      #expect(kinds.contains { $0.improvement != nil } == (rate != nil))
      #expect(kinds.contains { $0.setting.advantage.kind == .batchStandardized })
      // Of each advantage one, where nothing else tells rows apart; with a rate those of both prompts.
      #expect(kinds.count == (rate == nil ? 3 : 2 * 12))
    }
  }
}
