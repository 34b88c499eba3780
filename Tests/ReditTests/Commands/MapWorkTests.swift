import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Training
@testable import redit

/// `redit map` in shards: the bytes of one process.
struct MapWorkTests {
  /// Eight regimes with choices of sigma; a network; no run that reaches the threshold, and no interval.
  @Test(arguments: [
    "map --pass-rate 0.1,0.5 --group-size 4,8 --advantage grpo,mean --optimizer sgd --sigma 0.05,0.5 "
      + "--steps 40 --runs 12",
    "map --task copy --advantage trl --group-size 4,8 --sigma 0.05 --steps 3 --runs 4",
    "map --pass-rate 0.02,0.1,0.5 --advantage mean --sigma 0.1 --steps 2 --runs 3",
  ])
  func `shards of any number on any threads merge to the bytes of one run`(command: String) throws {
    try ShardedRun(command).expectSameBytes(["csv", "json", "table", "markdown"])
  }

  private static let command =
    "map --pass-rate 0.1,0.3,0.5,0.7 --advantage grpo --optimizer sgd --sigma 0.05 --steps 20 --runs 8"

  @Test func `pieces in other places are seen or refused`() throws {
    try ShardedRun(Self.command).expectErrorsSeen("csv")
  }

  @Test(arguments: ["[]", "{}"]) func `a piece of another command is refused`(payload: String)
    throws
  {
    try ShardedRun(Self.command).expectRefused(payload)
  }

  @Test func `a piece with fewer noises is refused`() throws {
    var finding = try Self.finding([0.5])
    finding = RegimeFinding(plain: finding.plain, noises: [])
    try ShardedRun(Self.command).expectRefused(
      String(decoding: PieceText.data(finding), as: UTF8.self))
  }

  @Test(arguments: [1, 3]) func `a map that was killed goes on from what it kept`(k: Int) throws {
    try ShardedRun(Self.command).expectGoesOn("csv", kept: k)
  }

  /// With every number one of these, and every other optional nil.
  private static func finding(_ values: [Double]) throws -> RegimeFinding {
    var next = 0
    func value() -> Double {
      next += 1
      return values[(next - 1) % values.count]
    }
    func found(_ change: ComparisonRow.Change?) -> ComparisonRow.Found {
      .init(
        runs: 3, steps: value(), medianSteps: change == nil ? nil : value(),
        reachedShare: value(), finalValue: value(), collapsed: 1, collapseInterval: -0.0...0.5,
        change: change, notes: change == nil ? [] : ["a \"note\", of é / and more"])
    }
    let change = ComparisonRow.Change(
      stepRatio: nil, earlyRatio: BootstrapInterval(estimate: value(), ends: nil),
      finalRatio: BootstrapInterval(estimate: value(), ends: 0.1...(.infinity)),
      finalDifference: BootstrapInterval(estimate: value(), ends: -0.3...(-0.0)),
      censoring: .both)
    var why = Explanation()
    (why.silentShare, why.noiseShare, why.gain, why.cosine) = (value(), value(), nil, value())
    (why.cosinePlain, why.drift, why.rise, why.collapseSteps) = (value(), nil, value(), value())
    let choice = SigmaChoice.all(
      try TrainingOptions.parse([]).noises(default: [0.1]), rises: [why.rise],
      outcome: ComparisonOutcome(
        summaries: [[.empty, .empty], [.empty, .empty]],
        plan: try RunPlan(steps: 1, threshold: 1), worstValue: 0, seed: 1))
    return RegimeFinding(
      plain: found(nil),
      noises: [.init(found: found(change), explanation: why, choice: choice[0])])
  }

  /// Every double of a finding in the order of a fixed walk, nil as nil.
  private static func bits(_ finding: RegimeFinding) -> [UInt64?] {
    func bits(_ interval: BootstrapInterval?) -> [UInt64?] {
      [interval?.estimate, interval?.low, interval?.high].map { $0?.bitPattern }
    }
    func bits(_ found: ComparisonRow.Found) -> [UInt64?] {
      let numbers = [
        found.steps, found.medianSteps, found.reachedShare, found.finalValue,
        found.collapseInterval.lowerBound, found.collapseInterval.upperBound,
      ]
      return numbers.map { $0?.bitPattern } + bits(found.change?.stepRatio)
        + bits(found.change?.earlyRatio) + bits(found.change?.finalRatio)
        + bits(found.change?.finalDifference)
    }
    return bits(finding.plain)
      + finding.noises.flatMap { noise in
        let why = noise.explanation
        let numbers = [
          why.silentShare, why.noiseShare, why.gain, why.cosine, why.cosinePlain, why.drift,
          why.rise, why.collapseSteps, noise.choice.predicted, noise.choice.fastest,
        ]
        return bits(noise.found) + numbers.map { $0?.bitPattern }
      }
  }

  /// Also nan, the infinities, -0, the smallest and the largest number.
  @Test func `what is not a number comes back as it was`() throws {
    let special: [Double] = [
      .nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1,
      1e21, .leastNormalMagnitude, 1 / 3.0,
    ]
    for start in special.indices {
      let finding = try Self.finding(Array(special[start...] + special[..<start]))
      let back: RegimeFinding = try PieceText.piece(PieceText.data(finding), of: "a.part")
      #expect(Self.bits(back) == Self.bits(finding))
      #expect(back.noises[0].found.notes == finding.noises[0].found.notes)
      #expect(back.noises[0].found.change?.censoring == .both && back.plain.change == nil)
      #expect(back.noises[0].choice == finding.noises[0].choice)
    }
  }

  /// 20,000 bit patterns at random, seed 20261130: digits say each to the last bit.
  @Test func `numbers at random come back to the last bit`() throws {
    var random = SplitMix(seed: 20_261_130)
    let numbers = (0..<20_000).map { _ in Double(bitPattern: random.next()) }
    let back: [Double] = try PieceText.piece(PieceText.data(numbers), of: "a.part")
    let pairs = zip(numbers, back).filter { $0.bitPattern != $1.bitPattern }
    #expect(back.count == numbers.count && pairs.allSatisfy { $0.0.isNaN && $0.1.isNaN })
  }
}
