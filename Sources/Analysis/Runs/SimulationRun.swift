extension Simulation {
  /// Runs and returns, for each prompt, the summary of each setting and each contrast.
  ///
  /// - Parameter progress: told the finished share, 0...1, now and then.
  public func run(progress: (Double) -> Void = { _ in }) throws -> [SimulatedPrompt] {
    try set.problems.indices.map { prompt in
      let done = Double(prompt)
      let report = { progress((done + $0) / Double(set.problems.count)) }
      guard sampling.method.drawsAlike else {
        return try ReducedSimulation(self, prompt: prompt).run(progress: report)
      }
      var merger = merger(prompt: prompt)
      try forEachLot(0..<lots(prompt: prompt), prompt: prompt, progress: report) {
        try merger.add($0)
      }
      return try found(merger.finish(), prompt: prompt)
    }
  }

  /// How many lots the groups of a prompt are cut into.
  func lots(prompt: Int) -> Int { plan(prompt: prompt).lots }

  /// Hands over what each of some lots of a prompt comes to, in order.
  func forEachLot(
    _ lots: Range<Int>, prompt: Int, progress: (Double) -> Void = { _ in },
    take: (PartialSums) throws -> Void
  ) throws {
    try runner(prompt: prompt).run(
      lots: lots, progress: progress, makeWorker: { try worker(prompt: prompt) }, take: take)
  }

  /// What a thread does the chunks of a prompt with; its tables are made once.
  func worker(prompt: Int) throws -> ChunkRunner.Chunk {
    var kernel = try SimulationKernel(self, prompt: prompt)
    return { sizes, stream in
      kernel.restart()
      for size in sizes { kernel.runBlock(count: size, using: &stream) }
      return kernel.accumulators
    }
  }

  /// Adds up the lots of a prompt.
  func merger(prompt: Int) -> SumMerger {
    let dimension = set.problems[prompt].parameterCount + MomentIndex.extra
    return SumMerger(
      plan(prompt: prompt),
      dimensions: Array(repeating: dimension, count: settings.count + contrasts.count))
  }

  /// The summary of each setting and contrast from the sums of all groups of a prompt.
  func found(_ sums: [MomentAccumulator], prompt: Int) throws -> SimulatedPrompt {
    try SimulatedPrompt(self, prompt: prompt, accumulators: sums)
  }

  func plan(prompt: Int) -> ChunkPlan {
    ChunkPlan(
      groups: sampling.groups, dimension: set.problems[prompt].parameterCount, shape: shape)
  }

  private func runner(prompt: Int) -> ChunkRunner {
    ChunkRunner(sampling, plan: plan(prompt: prompt)) { .groups(prompt: prompt, chunk: $0) }
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
    let averages = simulation.averagesNoise(prompt: prompt)
    let all = accumulators.indices.map {
      SimulatedMoments(
        MeanEstimate(
          accumulators[$0], isDifference: $0 >= count,
          // Without noise there is nothing to average; completions that one row stands for are averaged always.
          isAveraged: problem.positive.hasSpread
            || $0 < count && averages[$0] && simulation.settings[$0].sigma > 0),
        valueGradient: problem.valueGradient, unit: units[$0], axes: problem.axes,
        tracked: tracked?[$0])
    }
    self.init(settings: Array(all.prefix(count)), contrasts: Array(all.dropFirst(count)))
  }
}
