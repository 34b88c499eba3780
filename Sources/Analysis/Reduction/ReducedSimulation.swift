import GRPO
import GSL

/// The simulation of one prompt by a method other than plain sampling.
///
/// Stratum by stratum, chunks draw from streams of their own, apart from those of plain sampling;
/// results do not depend on the number of threads.
struct ReducedSimulation {
  private let simulation: Simulation
  private let prompt: Int
  private let problem: Problem
  private let method: SamplingMethod
  /// Averaged exactly; nil where it is drawn.
  let noise: ConditionalNoise?
  private let units: [Double]
  let strata: [Stratum]

  /// - Parameters:
  ///   - strata: in place of those of the method, for negative controls.
  ///   - noise: the laws of these settings, where another simulation has them already.
  ///   - filled: where laws keep what they worked out.
  /// - Throws: `AnalysisError` when the method cannot serve the settings.
  init(
    _ simulation: Simulation, prompt: Int, strata: [Stratum]? = nil,
    noise: ConditionalNoise? = nil, filled: FilledMoments? = nil
  ) throws {
    self.simulation = simulation
    self.prompt = prompt
    problem = simulation.set.problems[prompt]
    method = simulation.sampling.method
    units = try simulation.units(prompt: prompt)
    self.strata =
      strata
      ?? (method.contains(.stratified)
        ? Strata.compositions(problem, groupSize: simulation.groupSize)
        : Strata.whole(problem, groupSize: simulation.groupSize))
    self.noise =
      method.contains(.conditional)
      ? try noise
        ?? ConditionalNoise(
          simulation.set, prompt: prompt, settings: simulation.settings, filled: filled) : nil
    try validate()
  }

  private func validate() throws {
    guard
      simulation.contrasts.isEmpty, simulation.sampling.plantedError == nil,
      !simulation.dropsSilentGroups,
      simulation.trackedDirections == nil
    else { throw AnalysisError("\(method.name): only plain sampling follows single groups") }
    guard
      !method.contains(.sobol) || noise != nil
        || simulation.settings.allSatisfy({ $0.dither.correlation == 0 })
    else {
      throw AnalysisError(
        "\(method.name): its points have no place for noise that a group shares (--correlation); plain, "
          + "antithetic and stratified sampling draw it")
    }
    guard
      noise != nil
        || simulation.settings.allSatisfy({ $0.advantage.kind != .batchStandardized })
    else {
      throw AnalysisError(
        "\(method.name): batch-standardized advantages need the other groups of the batch; "
          + "plain and conditional sampling know them")
    }
  }

  /// The fewest groups that the method can work with.
  var leastGroups: Int {
    let least = StratumSize.least(method)
    return strata.count * (isStratified ? least.main + least.pilot : least.main)
  }

  private var isStratified: Bool { method.contains(.stratified) && strata.count > 1 }

  /// - Throws: `AnalysisError` with fewer than `leastGroups` groups.
  func run(progress: (Double) -> Void = { _ in }) throws -> SimulatedPrompt {
    var sums = ReducedSums()
    try extend(&sums, by: simulation.sampling.groups, progress: progress)
    return found(sums)
  }

  /// Adds at most so many groups to those that were drawn, from streams that follow on theirs.
  ///
  /// The shares of the strata are those that the pilot of the first groups gave.
  ///
  /// - Throws: `AnalysisError` with fewer than `leastGroups` groups.
  func extend(
    _ sums: inout ReducedSums, by groups: Int, progress: (Double) -> Void = { _ in }
  ) throws {
    guard groups >= leastGroups else {
      throw AnalysisError(
        "\(method.name): at least \(leastGroups) groups are needed, got \(groups)")
    }
    var sizes = [groups]
    if isStratified {
      let least = StratumSize.least(method)
      var spent = 0
      if sums.allocation == nil {
        var pilot = ReducedSums()
        try runStrata(strata.map { _ in least.pilot }, isPilot: true, into: &pilot) { _ in }
        spent = least.pilot * strata.count
        // Sizes depend on the pilot, so its groups stay out of the means, which they could bias.
        sums.allocation = NeymanAllocation(
          strata, pilot: pilot.strata.map { $0[0] }, parameterCount: problem.parameterCount)
        sums.spent = spent
      }
      sizes = sums.allocation!.groups(total: groups - spent, least: least.main)
    }
    try runStrata(sizes, isPilot: false, into: &sums, progress: progress)
  }

  /// What all groups so far come to.
  func found(_ sums: ReducedSums) -> SimulatedPrompt {
    SimulatedPrompt(
      settings: simulation.settings.indices.map { s in
        SimulatedMoments(
          MeanEstimate(
            sums.parts(of: strata, setting: s), count: sums.count, isStratified: strata.count > 1),
          valueGradient: problem.valueGradient, unit: units[s], knowsAdvantages: noise == nil)
      })
  }

  private func runStrata(
    _ sizes: [Int], isPilot: Bool, into sums: inout ReducedSums, progress: (Double) -> Void
  ) throws {
    let total = Double(sizes.reduce(0, +))
    var done = 0.0
    for (k, (stratum, groups)) in zip(strata, sizes).enumerated() {
      let isSobol = method.contains(.sobol)
      let size = isSobol ? StratumSize(sobol: groups) : StratumSize(independent: groups)
      let runner = ChunkRunner(simulation.sampling, plan: size.plan) {
        [prompt, first = sums.nextChunk] in
        .strata(prompt: prompt, isPilot: isPilot, chunk: first + $0)
      }
      let found = try runner.run(progress: { progress((done + $0 * Double(groups)) / total) }) {
        try chunk(of: stratum, blockSizes: $0, using: &$1)
      }
      sums.add(found, stratum: k, isAlike: !isSobol)
      // Strata, and rounds, share the prompt's range of streams, one after the other.
      sums.nextChunk += size.plan.count
      done += Double(groups)
    }
  }

  private func chunk(
    of stratum: Stratum, blockSizes: [Int], using stream: inout RandomStream
  ) throws -> [MomentAccumulator] {
    let dithers = noise == nil ? DitherTable(simulation.settings).distinct : []
    let group = try DrawnGroup(
      stratum, groupSize: simulation.groupSize, dithers: dithers,
      usesSobol: method.contains(.sobol))
    guard let noise else {
      let tally = NoiseTally(
        problem, settings: simulation.settings, units: units,
        signs: method.contains(.antithetic) ? [1, -1] : [1])
      return try run(group, tally, blockSizes, &stream)
    }
    return try run(group, ConditionalTally(problem, noise: noise), blockSizes, &stream)
  }

  private func run<Tally: GroupTally>(
    _ group: DrawnGroup, _ tally: Tally, _ blockSizes: [Int], _ stream: inout RandomStream
  ) throws -> [MomentAccumulator] {
    var kernel = StratumKernel(
      group, tally, settings: simulation.settings.count,
      dimension: problem.parameterCount + MomentIndex.extra)
    for size in blockSizes { try kernel.runBlock(count: size, using: &stream) }
    return kernel.accumulators
  }
}
