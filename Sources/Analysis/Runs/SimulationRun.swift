extension Simulation {
  /// Runs and returns, for each prompt, the summary of each setting and each contrast.
  ///
  /// - Parameter progress: told the finished share, 0...1, now and then.
  public func run(progress: (Double) -> Void = { _ in }) throws -> [SimulatedPrompt] {
    try set.problems.indices.map { prompt in
      let done = Double(prompt)
      let report = { progress((done + $0) / Double(set.problems.count)) }
      guard sampling.method == .plain else {
        return try ReducedSimulation(self, prompt: prompt).run(progress: report)
      }
      let parts = try sums(prompt: prompt, lots: 0..<lots(prompt: prompt), progress: report)
      return try merged(parts, prompt: prompt)
    }
  }

  /// How many lots the groups of a prompt are cut into: the smallest pieces of a run.
  package func lots(prompt: Int) -> Int { runner(prompt: prompt).plan.lots }

  /// What some lots of a prompt come to, in order.
  ///
  /// - Throws: `AnalysisError` by another method than plain, whose strata follow a pilot.
  package func sums(
    prompt: Int, lots: Range<Int>, progress: (Double) -> Void = { _ in }
  ) throws -> [PartialSums] {
    guard sampling.method == .plain else {
      throw AnalysisError("\(sampling.method.name): such a run cannot be cut, a plain one can")
    }
    let runner = runner(prompt: prompt)
    return try runner.run(
      chunks: runner.plan.chunks(of: lots), progress: progress,
      makeWorker: {
        // Its tables are made once per thread.
        var kernel = try SimulationKernel(self, prompt: prompt)
        return { sizes, stream in
          kernel.restart()
          for size in sizes { kernel.runBlock(count: size, using: &stream) }
          return kernel.accumulators
        }
      })
  }

  /// The summary of each setting and contrast from the sums of all lots in order, wherever they were added up: bit for
  /// bit that of one run.
  ///
  /// - Throws: `AnalysisError` where one is missing, there twice, out of order or of other groups.
  package func merged(_ parts: some Sequence<PartialSums>, prompt: Int) throws -> SimulatedPrompt {
    try SimulatedPrompt(
      self, prompt: prompt, accumulators: runner(prompt: prompt).plan.merged(parts))
  }

  func runner(prompt: Int) -> ChunkRunner {
    ChunkRunner(
      sampling,
      plan: ChunkPlan(
        groups: sampling.groups, dimension: set.problems[prompt].parameterCount,
        lotSize: lotSize)
    ) { .groups(prompt: prompt, chunk: $0) }
  }
}

extension SimulatedPrompt {
  fileprivate init(_ simulation: Simulation, prompt: Int, accumulators: [MomentAccumulator]) throws
  {
    // Where there are contrasts all units are 1, so that settings can be subtracted.
    let units = try simulation.units(prompt: prompt) + simulation.contrasts.map { _ in 1 }
    let problem = simulation.set.problems[prompt]
    let tracked = simulation.trackedQuantities(problem)
    let count = simulation.settings.count
    let all = accumulators.indices.map {
      SimulatedMoments(
        MeanEstimate(accumulators[$0], isDifference: $0 >= count),
        valueGradient: problem.valueGradient, unit: units[$0], tracked: tracked?[$0])
    }
    self.init(settings: Array(all.prefix(count)), contrasts: Array(all.dropFirst(count)))
  }
}
