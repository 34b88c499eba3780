import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// The inner loop against a plain loop over the draws of the same stream: the estimator itself, completion
/// by completion, sums written out.
struct SimulationKernelTests {
  /// Every advantage under two noises, with and without noise, on policy, off it under a KL term, and under
  /// a clip that acts; paired differences of the first two settings and of one with itself.
  private static func plan(_ number: Int) throws -> Simulation {
    let settings = try [NoiseFamily.gaussian, .uniform].flatMap { family in
      try AdvantageKind.allCases.flatMap { kind in
        try [0, 0.3].map { sigma in
          try Setting(
            advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.05), dither: Dither(family),
            sigma: sigma, groupSize: 4, batchGroups: 3)
        }
      }
    }
    return try Simulation(
      ProblemSet([ConditionalTallyTests.problems()[number]]), settings: settings,
      contrasts: [Contrast(setting: 1, baseline: 0), Contrast(setting: 3, baseline: 3)],
      sampling: Sampling(groups: 1000, seed: 1))
  }

  /// (g, norm(g)^2, silent, max abs(A)) of the group just drawn.
  private static func row(
    _ sampler: GroupSampler, _ setting: Setting, dither: Int, _ problem: Problem, isDropped: Bool
  ) -> [Double] {
    let dithered = zip(sampler.rewards, sampler.noises[dither]).map { $0 + setting.sigma * $1 }
    var batch = RewardSums(dithered)
    batch.merge(sampler.contextSums(dither: dither, sigma: setting.sigma, origin: 0))
    var advantages = setting.advantage.advantages(of: dithered, batch: batch)
    if isDropped { advantages = advantages.map { _ in 0 } }
    var gradient = [Double](repeating: 0, count: problem.parameterCount)
    for (outcome, advantage) in zip(sampler.outcomes, advantages) {
      let rows = advantage < 0 ? problem.negative ?? problem.positive : problem.positive
      rows.add(outcome, scale: advantage / 4, to: &gradient)
      problem.penalty?.add(outcome, scale: 0.25, to: &gradient)
    }
    let isSilent = Set(sampler.rewards).count == 1
    return gradient
      + [dot(gradient, gradient), isSilent ? 1 : 0, advantages.map { abs($0) }.max()!]
  }

  /// Blocks of 5, 64 and 70 groups: less than a tile, one tile, one and a few.
  static let blocks = [5, 64, 70]

  /// Whether blocks hold the mean of the rows of each setting's groups.
  static func check(_ kernel: SimulationKernel, _ settings: [Setting], _ groups: [[[Double]]]) {
    for (s, rows) in groups.enumerated() {
      let found = kernel.accumulators[s]
      let text: Comment = "\(settings[s].advantage.text), sigma \(settings[s].sigma)"
      #expect(found.sampleCount == 139 && found.blockCount == 3)
      for j in rows[0].indices {
        let right = rows.reduce(0) { $0 + $1[j] } / 139
        #expect(abs(found.mean[j] - right) <= 1e-11 * max(1, abs(right)), "\(j): \(text)")
      }
      let largest = rows.map(\.last!).max()!
      #expect(abs(found.maximum - largest) <= 1e-12 * largest, text)
    }
  }

  @Test(arguments: 0..<4, [false, true])
  func `blocks hold what a plain loop adds up`(number: Int, dropsSilent: Bool) throws {
    var plan = try Self.plan(number)
    plan.dropsSilentGroups = dropsSilent
    let problem = plan.set.problems[0]
    let dithers = DitherTable(plan.settings)
    var kernel = try SimulationKernel(plan, prompt: 0)
    var sampler = try GroupSampler(plan, problem: problem, dithers: dithers.distinct)
    var stream = RandomStream(seed: 7)
    var own = RandomStream(seed: 7)
    var groups: [[[Double]]] = plan.settings.map { _ in [] }
    for size in Self.blocks {
      kernel.runBlock(count: size, using: &stream)
      for _ in 0..<size {
        sampler.draw(using: &own)
        for (s, setting) in plan.settings.enumerated() {
          groups[s].append(
            Self.row(
              sampler, setting, dither: dithers.index[s], problem,
              isDropped: dropsSilent && sampler.isSilent))
        }
      }
    }
    Self.check(kernel, plan.settings, groups)
    try Self.checkContrasts(kernel, groups)
  }

  /// Differences within the blocks: sum_b n_b (d_b - d)^2 / ((B - 1) n) is then the scatter of paired draws.
  private static func checkContrasts(_ kernel: SimulationKernel, _ groups: [[[Double]]]) throws {
    let paired = kernel.accumulators[groups.count]
    let differences = zip(groups[1], groups[0]).map { zip($0, $1).map { $0 - $1 } }
    var (start, means) = (0, [[Double]]())
    for size in blocks {
      let block = differences[start..<start + size]
      means.append(block[start].indices.map { j in block.reduce(0) { $0 + $1[j] } / Double(size) })
      start += size
    }
    let covariance = paired.covarianceOfMean()
    for j in paired.mean.indices {
      let mean = differences.reduce(0) { $0 + $1[j] } / 139
      #expect(abs(paired.mean[j] - mean) < 1e-11)
      let scatter = zip(blocks, means).reduce(0) {
        $0 + Double($1.0) * ($1.1[j] - mean) * ($1.1[j] - mean)
      }
      #expect(abs(covariance[j * paired.dimension + j] - scatter / (2 * 139)) < 1e-11)
    }
    #expect(kernel.accumulators[groups.count + 1].mean.allSatisfy { $0 == 0 })
  }

  /// The largest advantage too: what a chunk comes to must not depend on the chunks before it.
  @Test func `a restart forgets everything`() throws {
    let plan = try Self.plan(2)
    var (fresh, used) = (
      try SimulationKernel(plan, prompt: 0), try SimulationKernel(plan, prompt: 0)
    )
    var random = RandomStream(seed: 3)
    used.runBlock(count: 100, using: &random)
    #expect(used.accumulators.contains { $0.maximum > 0 })
    used.restart()
    #expect(used.accumulators.allSatisfy { $0.sampleCount == 0 && $0.mean.allSatisfy { $0 == 0 } })
    var a = RandomStream(seed: 4)
    var b = RandomStream(seed: 4)
    fresh.runBlock(count: 20, using: &a)
    used.runBlock(count: 20, using: &b)
    for s in plan.settings.indices {
      #expect(fresh.accumulators[s].mean == used.accumulators[s].mean)
      #expect(fresh.accumulators[s].maximum == used.accumulators[s].maximum)
    }
  }

  /// 150 counted groups are tiles of 64, 64 and 22, each of which shows one largest advantage: the mean of
  /// the three stands for that of the block.
  @Test func `the first group of a counted tile stands for its block`() throws {
    let setting = try Setting(.mean, .gaussian, sigma: 0.3, groupSize: 8)
    let problem = try ReferencePrompts.fiveArms()
    var plan = try Simulation(
      ProblemSet([problem]), settings: [setting], sampling: Sampling(groups: 1000, seed: 1))
    plan.drawsCounts = true
    var kernel = try SimulationKernel(plan, prompt: 0)
    let sampler = try #require(
      try CountSampler(problem, groupSize: 8, dithers: [setting.dither], keepsMeans: [false]))
    let frame = GroupFrame(
      key: try #require(PanelKey(setting, dither: 0)), groupSize: 8, parameterCount: 5,
      mayTieNoise: false)
    var stream = RandomStream(seed: 9)
    var own = RandomStream(seed: 9)
    kernel.runBlock(count: 150, using: &stream)
    var (silent, largest) = (0, [Double]())
    for size in [64, 64, 22] {
      silent += sampler.draw(size, using: &own)
      sampler.copyFirst(to: frame, dropsSilentGroups: false)
      let dithered = zip(frame.rewards.elements, frame.noise.elements).map { $0 + 0.3 * $1 }
      largest.append(dithered.map { abs($0) }.max()!)
    }
    let found = kernel.accumulators[0]
    #expect(abs(found.mean[5 + MomentIndex.silent] - Double(silent) / 150) < 1e-15)
    let mean = largest.reduce(0, +) / 3
    #expect(abs(found.mean[5 + MomentIndex.largest] - mean) < 1e-14)
    #expect(abs(found.maximum - largest.max()!) < 1e-15)
  }
}
