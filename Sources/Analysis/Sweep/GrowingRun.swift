/// A simulation of all prompts by one method that more groups can be added to.
///
/// Groups that are added come from streams of their own, which follow on those of the groups before: what rounds of any
/// sizes come to is one sample, and nothing of it is drawn twice or thrown away.
struct GrowingRun {
  /// What is simulated; its number of groups means nothing.
  let simulation: Simulation
  /// By prompt.
  private var prompts: [Prompt] = []
  /// Groups per prompt that were asked for.
  private(set) var groups = 0

  private enum Prompt {
    case plain(sums: [MomentAccumulator], nextChunk: Int)
    case reduced(ReducedSimulation, ReducedSums)
  }

  /// The laws that methods with averaged noise share, by prompt; of one thread.
  final class Laws {
    fileprivate var known: [Int: ConditionalNoise] = [:]
    /// Groups that laws have worked out.
    let filled = FilledMoments()
  }

  /// - Parameter laws: of the same sweep; those that are made here are kept there.
  /// - Throws: `AnalysisError` where the method cannot serve the settings.
  init(_ sweep: Sweep, _ sampling: Sampling, method: SamplingMethod, laws: Laws) throws {
    var plan = sampling
    plan.method = method
    plan.groups = 2
    // In every round alike, or their samples of the largest advantage would not be.
    let simulation = try sweep.simulation(plan, drawsCounts: true)
    self.simulation = simulation
    prompts = try sweep.set.problems.indices.map { prompt in
      guard !method.drawsAlike else { return .plain(sums: [], nextChunk: 0) }
      let reduced = try ReducedSimulation(
        simulation, prompt: prompt, noise: laws.known[prompt], filled: laws.filled)
      laws.known[prompt] = reduced.noise ?? laws.known[prompt]
      return .reduced(reduced, ReducedSums())
    }
  }

  var method: SamplingMethod { simulation.sampling.method }

  /// The method, or plain sampling where Rao and Blackwell's averages no noise and is the same.
  var usedMethod: SamplingMethod {
    guard method == .raoBlackwell else { return method }
    let averages = prompts.indices.contains { simulation.averagesNoise(prompt: $0).contains(true) }
    return averages ? method : .plain
  }

  /// The fewest groups that can be added.
  var leastGroups: Int {
    prompts.reduce(1) { least, prompt in
      switch prompt {
      case .plain: least
      case .reduced(let simulation, _): max(least, simulation.leastGroups)
      }
    }
  }

  /// Simulates so many groups more of each prompt, at most.
  ///
  /// - Parameter progress: told the finished share of them, 0...1.
  /// - Throws: `AnalysisError` with fewer than `leastGroups`.
  mutating func extend(by added: Int, progress: (Double) -> Void) throws {
    let count = Double(prompts.count)
    for prompt in prompts.indices {
      let report = { progress((Double(prompt) + $0) / count) }
      switch prompts[prompt] {
      case .plain(let sums, let first):
        prompts[prompt] = try extended(sums, prompt, first: first, by: added, progress: report)
      case .reduced(let simulation, var sums):
        try simulation.extend(&sums, by: added, progress: report)
        prompts[prompt] = .reduced(simulation, sums)
      }
    }
    groups += added
  }

  private func extended(
    _ sums: [MomentAccumulator], _ prompt: Int, first: Int, by added: Int,
    progress: (Double) -> Void
  ) throws -> Prompt {
    let plan = ChunkPlan(
      groups: added, dimension: simulation.set.problems[prompt].parameterCount)
    let runner = ChunkRunner(simulation.sampling, plan: plan) {
      .groups(prompt: prompt, chunk: first + $0)
    }
    let found = try runner.run(progress: progress) { try simulation.worker(prompt: prompt) }
    var all = sums.isEmpty ? found : sums
    if !sums.isEmpty { for s in found.indices { all[s].merge(found[s]) } }
    return .plain(sums: all, nextChunk: first + plan.count)
  }

  /// What all groups so far come to, by prompt.
  func found() throws -> [SimulatedPrompt] {
    try prompts.indices.map { prompt in
      switch prompts[prompt] {
      case .plain(let sums, _): try simulation.found(sums, prompt: prompt)
      case .reduced(let simulation, let sums): simulation.found(sums)
      }
    }
  }
}
