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
      let accumulators = try runner(prompt: prompt).run(
        progress: report,
        makeWorker: {
          // Its tables are made once per thread.
          var kernel = try SimulationKernel(self, prompt: prompt)
          return { sizes, stream in
            kernel.restart()
            for size in sizes { kernel.runBlock(count: size, using: &stream) }
            return kernel.accumulators
          }
        })
      return try SimulatedPrompt(self, prompt: prompt, accumulators: accumulators)
    }
  }

  private func runner(prompt: Int) -> ChunkRunner {
    ChunkRunner(
      sampling,
      plan: ChunkPlan(
        groups: sampling.groups, dimension: set.problems[prompt].parameterCount)
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
