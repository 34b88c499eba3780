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
  private let noise: ConditionalNoise?
  private let units: [Double]
  let strata: [Stratum]

  /// - Parameter strata: in place of those of the method, for negative controls.
  /// - Throws: `AnalysisError` when the method cannot serve the settings.
  init(_ simulation: Simulation, prompt: Int, strata: [Stratum]? = nil) throws {
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
    noise =
      method.contains(.conditional)
      ? try ConditionalNoise(simulation.set, prompt: prompt, settings: simulation.settings) : nil
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
    let groups = simulation.sampling.groups
    guard groups >= leastGroups else {
      throw AnalysisError(
        "\(method.name): at least \(leastGroups) groups are needed, got \(groups)")
    }
    var spent = 0
    var sizes = [groups]
    if isStratified {
      let least = StratumSize.least(method)
      let pilot = try runStrata(strata.map { _ in least.pilot }, isPilot: true) { _ in }
      spent = least.pilot * strata.count
      // Sizes depend on the pilot, so its groups stay out of the means, which they could bias.
      sizes = NeymanAllocation(strata, pilot: pilot, parameterCount: problem.parameterCount)
        .groups(total: groups - spent, least: least.main)
    }
    let found = try runStrata(sizes, isPilot: false, progress: progress)
    let count = found.reduce(spent) { $0 + $1[0].sampleCount }
    return SimulatedPrompt(
      settings: simulation.settings.indices.map { s in
        let parts = zip(strata, found).map { ($0.probability, $1[s]) }
        return SimulatedMoments(
          MeanEstimate(parts, count: count), valueGradient: problem.valueGradient,
          unit: units[s],
          knowsAdvantages: noise == nil)
      })
  }

  /// Accumulators by stratum, then setting.
  private func runStrata(
    _ sizes: [Int], isPilot: Bool, progress: (Double) -> Void
  ) throws -> [[MomentAccumulator]] {
    var firstChunk = 0
    let total = Double(sizes.reduce(0, +))
    var done = 0.0
    return try zip(strata, sizes).map { stratum, groups in
      let size =
        method.contains(.sobol)
        ? StratumSize(sobol: groups) : StratumSize(independent: groups)
      let runner = ChunkRunner(simulation.sampling, plan: size.plan) {
        [prompt, firstChunk] in .strata(prompt: prompt, isPilot: isPilot, chunk: firstChunk + $0)
      }
      let found = try runner.run(progress: { progress((done + $0 * Double(groups)) / total) }) {
        try chunk(of: stratum, blockSizes: $0, using: &$1)
      }
      // Strata share the prompt's range of streams, one after the other.
      firstChunk += size.plan.count
      done += Double(groups)
      return found
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
