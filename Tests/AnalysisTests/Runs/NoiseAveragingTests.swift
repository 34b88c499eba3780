import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Simulations that average noise across the rewards: where they do, and that values and errors are what they say.
struct NoiseAveragingTests {
  private static func settings(
    _ kinds: [AdvantageKind], _ family: NoiseFamily = .gaussian, sigmas: [Double] = [0, 0.1],
    groupSize: Int = 4
  ) throws -> [Setting] {
    try kinds.flatMap { kind in
      try sigmas.map { try Setting(kind, family, sigma: $0, groupSize: groupSize) }
    }
  }

  private static func simulation(
    _ problem: Problem, _ settings: [Setting], contrasts: [Contrast] = [],
    method: SamplingMethod = .raoBlackwell, groups: Int = 65_536, seed: UInt64 = 1,
    planting error: PlantedError? = nil
  ) throws -> Simulation {
    try Simulation(
      ProblemSet([problem]), settings: settings, contrasts: contrasts,
      sampling: Sampling(groups: groups, seed: seed, method: method, plantedError: error))
  }

  @Test func `all settings of a Gaussian noise are averaged or none`() throws {
    let arms = try ReferencePrompts.fiveArms()
    func averages(_ settings: [Setting]) throws -> [Bool] {
      try Self.simulation(arms, settings).averagesNoise(prompt: 0)
    }
    let standardized = try Self.settings([.standardized])
    #expect(try averages(standardized) == [true, true])
    #expect(try averages(Self.settings([.standardized, .mean])) == [true, true, true, true])
    // Rewards that are not centred see the mean of the noise.
    #expect(
      try averages(Self.settings([.standardized, .reinforce])) == [false, false, false, false])
    // Each noise for itself; a setting that looks at completions takes all from the counts.
    let uniform = try Self.settings([.standardized], .uniform)
    #expect(try averages(standardized + uniform) == [true, true, false, false])
    let reinforced = try Self.settings([.reinforce], .uniform)
    #expect(try averages(standardized + reinforced) == [true, true, false, false])
    let single = try Self.settings([.leaveOneOutStandardized], .uniform)
    #expect(try averages(standardized + single) == [false, false, false, false])
  }

  @Test func `what needs the whole noise gets it`() throws {
    let arms = try ReferencePrompts.fiveArms()
    let settings = try Self.settings([.standardized])
    func isAveraged(_ simulation: Simulation) -> Bool {
      simulation.averagesNoise(prompt: 0).contains(true)
    }
    #expect(try isAveraged(Self.simulation(arms, settings)))
    #expect(try !isAveraged(Self.simulation(arms, settings, method: .plain)))
    #expect(try !isAveraged(Self.simulation(arms, settings, groups: 65_535)))
    #expect(
      try !isAveraged(
        Self.simulation(arms, settings, contrasts: [Contrast(setting: 1, baseline: 0)])))
    for error in PlantedError.allCases.prefix(2) {
      #expect(try !isAveraged(Self.simulation(arms, settings, planting: error)))
    }
    var followed = try Self.simulation(arms, settings)
    followed.trackedDirections = [[1, 0, 0, 0, 0]]
    #expect(!isAveraged(followed))
    let clipped = try ReferencePrompts.staleFiveArms(clipRange: ClipRange(low: 0.2, high: 0.2))
    #expect(try !isAveraged(Self.simulation(clipped, settings)))
    let batch = try Self.settings([.standardized, .batchStandardized])
    #expect(try !isAveraged(Self.simulation(arms, batch)))
    let many = try Problem(
      Prompt(
        name: "many", policy: SoftmaxBandit(logits: Array(repeating: 0, count: 17)),
        rewards: (0..<17).map(Double.init)))
    #expect(try !isAveraged(Self.simulation(many, settings)))
  }

  /// What is not averaged has the bytes of plain sampling.
  @Test func `elsewhere it is plain sampling`() throws {
    let arms = try ReferencePrompts.fiveArms()
    let settings = try Self.settings([.standardized, .reinforce])
    func digits(_ method: SamplingMethod, _ settings: [Setting]) throws -> String {
      String(reflecting: try Self.simulation(arms, settings, method: method).run()[0])
    }
    #expect(try digits(.raoBlackwell, settings) == digits(.plain, settings))
    let averaged = try Self.settings([.standardized])
    #expect(try digits(.raoBlackwell, averaged) != digits(.plain, averaged))
  }

  /// Second moment, variance, norm of E g and signal to noise.
  private static func estimates(_ found: SimulatedMoments) -> [(Double, Double)] {
    let moments = found.moments
    return [
      (moments.meanSquare, moments.secondMomentError), (moments.variance, moments.varianceError),
      (moments.normSquared, moments.covariance[0].squareRoot()),
      (moments.signalToNoise ?? .nan, moments.signalToNoiseError ?? .nan),
      (moments.alignment, moments.covariance[8].squareRoot()),
    ]
  }

  private static func exact(_ problem: Problem, _ setting: Setting) throws -> [Double] {
    let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
    let moments = GradientMoments(
      expectedGradient: law.expectedGradient!, secondMoment: law.secondMoment!,
      valueGradient: problem.valueGradient)
    return [
      moments.meanSquare, moments.variance, moments.normSquared, moments.signalToNoise!,
      moments.alignment,
    ]
  }

  /// z-scores by setting and quantity of `runs` runs with seeds from 1, of 8,192 groups each.
  private static func scores(
    _ problem: Problem, _ settings: [Setting], runs: Int,
    _ estimates: (SimulatedMoments) -> [(Double, Double)] = estimates
  ) throws -> [[[Double]]] {
    let exact = try settings.map { try Self.exact(problem, $0) }
    var scores = settings.map { _ in exact[0].map { _ in [Double]() } }
    for seed in 1...UInt64(runs) {
      var simulation = try Self.simulation(problem, settings, groups: 8192, seed: seed)
      simulation.drawsCounts = true
      #expect(simulation.averagesNoise(prompt: 0).allSatisfy { $0 })
      let found = try simulation.run()[0].settings
      for s in settings.indices {
        for (q, (mean, error)) in estimates(found[s]).enumerated() {
          scores[s][q].append((mean - exact[s][q]) / error)
        }
      }
    }
    return scores
  }

  private static func calibrated(_ index: Int) throws -> (problem: Problem, groupSize: Int) {
    switch index {
    case 0: return (try ReferencePrompts.fiveArms(), 4)
    case 1: return (try ReferencePrompts.fiveArms(), 16)
    default: return (try ReferencePrompts.gradedArms(), 8)
    }
  }

  /// 200 runs of 8,192 groups: the mean of z is 0 within 5 / sqrt(200) = .35, that of z^2 is 1 within
  /// 5 sqrt(2/200) = .5. A bias of .7 standard errors is seen for sure, and an error that is 30% too small.
  @Test(arguments: 0..<3) func `errors are what they say`(index: Int) throws {
    let (problem, groupSize) = try Self.calibrated(index)
    let settings = try Self.settings(
      [.standardized, .mean], sigmas: [0.001, 0.1, 1], groupSize: groupSize)
    let scores = try Self.scores(problem, settings, runs: 200)
    for (s, quantities) in scores.enumerated() {
      for (q, z) in quantities.enumerated() {
        let mean = z.reduce(0, +) / 200
        let square = z.reduce(0) { $0 + $1 * $1 } / 200
        let place: Comment =
          "\(problem.name), \(settings[s].text), quantity \(q): \(mean), \(square)"
        #expect(abs(mean) <= 0.354, place)
        #expect(0.5...1.5 ~= square, place)
      }
    }
  }

  /// norm(E g)^2 of runs of 1,024 groups with seeds from 1, corrected as means over noise are and as single groups are.
  private static func normSquares(
    _ problem: Problem, _ setting: Setting, runs: Int
  ) throws -> (averaged: [Double], single: [Double]) {
    var (averaged, single) = ([Double](), [Double]())
    let p = problem.parameterCount
    for seed in 1...UInt64(runs) {
      var simulation = try Self.simulation(problem, [setting], groups: 1024, seed: seed)
      simulation.drawsCounts = true
      var merger = simulation.merger(prompt: 0)
      try simulation.forEachLot(0..<simulation.lots(prompt: 0), prompt: 0) { try merger.add($0) }
      let sums = try merger.finish()[0]
      averaged.append(MeanEstimate(sums, isAveraged: true).normSquared(p))
      single.append(MeanEstimate(sums).normSquared(p))
    }
    return (averaged, single)
  }

  /// The mean of norm(g)^2 is not that of the gradients that are added up: taken for it, the squared norm of their mean
  /// is corrected too far. 1,000 runs of 1,024 groups, pass rate .01, sigma 1, where E g is lost in its noise: 5
  /// standard errors of the mean over runs.
  @Test func `the square of the mean gradient is corrected by its own variance`() throws {
    let problem = try Problem(
      Prompt(
        name: "rare", policy: SoftmaxBandit(logits: [0, 0, 0, -3.5]), rewards: [0, 0, 0, 1]))
    let setting = try Setting(.standardized, .gaussian, sigma: 1, groupSize: 4)
    let exact = try Self.exact(problem, setting)[2]
    let found = try Self.normSquares(problem, setting, runs: 1000)
    let (right, wrong) = (
      ZScore(found.averaged, against: exact), ZScore(found.single, against: exact)
    )
    #expect(right.agrees(), "\(right)")
    #expect(wrong.differs(), "\(wrong)")
  }

  /// Of the noise drawn for it, completion by completion, and of no other: 150 groups are tiles of 64, 64 and 22.
  @Test func `the largest advantage is that of whole noise`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let setting = try Setting(.standardized, .gaussian, sigma: 0.3, groupSize: 8)
    var simulation = try Self.simulation(problem, [setting], groups: 1000)
    simulation.drawsCounts = true
    var kernel = try SimulationKernel(simulation, prompt: 0)
    let sampler = try #require(
      try CountSampler(
        problem, groupSize: 8, dithers: [setting.dither], keepsMeans: [false], averages: [true]))
    let frame = GroupFrame(
      key: try #require(PanelKey(setting, dither: 0)), groupSize: 8, parameterCount: 5,
      mayTieNoise: false)
    var stream = RandomStream(seed: 9)
    var own = RandomStream(seed: 9)
    kernel.runBlock(count: 150, using: &stream)
    var largest: [Double] = []
    for size in [64, 64, 22] {
      _ = sampler.draw(size, using: &own)
      sampler.copyFirst(to: frame, dropsSilentGroups: false)
      let dithered = zip(frame.rewards.elements, frame.noise.elements).map { $0 + 0.3 * $1 }
      let scale = (Double(8 - setting.advantage.ddof) / dot(dithered, dithered)).squareRoot()
      largest.append(scale * dithered.map { abs($0) }.max()!)
    }
    let found = kernel.accumulators[0]
    let mean = largest.reduce(0, +) / 3
    #expect(abs(found.mean[5 + MomentIndex.largest] - mean) < 1e-13)
    #expect(abs(found.maximum - largest.max()!) < 1e-13)
  }

  /// 262,144 groups, one in 64 of which shows it: 5 standard errors of the difference to the whole noise.
  @Test func `the mean of the largest advantage is that of plain sampling`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let settings = try Self.settings([.standardized, .mean], sigmas: [0.01, 0.3, 1], groupSize: 8)
    func run(_ method: SamplingMethod, seed: UInt64) throws -> [SimulatedMoments] {
      try Self.simulation(problem, settings, method: method, groups: 262_144, seed: seed).run()[0]
        .settings
    }
    for (a, b) in zip(try run(.raoBlackwell, seed: 81), try run(.plain, seed: 82)) {
      let (a, b) = (a.largestAdvantage, b.largestAdvantage)
      let z = ZScore(
        of: (a.mean, a.standardError), and: (b.mean, b.standardError), count: a.count)
      #expect(z.agrees(), "\(z)")
    }
  }

  /// Lots of three chunks each, done by one thread or three, merge to the bits of one run.
  @Test func `parts have the bits of one run`() throws {
    func simulation(_ threads: Int) throws -> Simulation {
      var simulation = try Simulation(
        ProblemSet([ReferencePrompts.fiveArms()]),
        settings: Self.settings([.standardized, .leaveOneOut]),
        sampling: Sampling(groups: 2500, seed: 5, threads: threads, method: .raoBlackwell))
      simulation.shape = TreeShape(lotSize: 3, radix: 3)
      simulation.drawsCounts = true
      return simulation
    }
    let whole = String(reflecting: try simulation(2).run()[0])
    let lots = try simulation(1).lots(prompt: 0)
    #expect(lots > 3)
    var merger = try simulation(1).merger(prompt: 0)
    for (part, threads) in [(0..<2, 3), (2..<3, 1), (3..<lots, 3)] {
      try simulation(threads).forEachLot(part, prompt: 0) { try merger.add($0) }
    }
    let found = try simulation(1).found(merger.finish(), prompt: 0)
    #expect(String(reflecting: found) == whole)
  }

  /// Variance of the plain estimate of E norm(g)^2 over that of the averaged one, 65,536 groups, seed 41, 512 blocks:
  /// the logarithm has a standard error of .088. Five arms, G = 8: 3 at sigma 1, little where rewards rule.
  @Test func `averaging helps where noise rules`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let settings = try Self.settings([.standardized], sigmas: [0.001, 1], groupSize: 8)
    func errors(_ method: SamplingMethod) throws -> [Double] {
      try Self.simulation(problem, settings, method: method, seed: 41).run()[0].settings.map {
        $0.secondMoment.standardError
      }
    }
    let gains = zip(try errors(.plain), try errors(.raoBlackwell)).map { ($0 / $1) * ($0 / $1) }
    #expect(gains[0] > 1 / 1.56, "\(gains)")
    #expect(gains[1] > 1.56, "\(gains)")
  }
}
