import GSL

extension SweepUnits {
  /// Seconds that all units take here, by a short trial of some prompts on all threads.
  ///
  /// - Parameter budget: seconds that the trial may take; one block of each prompt tried is done in any case.
  package func estimatedSeconds(budget: Double) throws -> Double {
    let prompts = simulation.set.problems.count
    let tried = min(prompts, 4)
    let share = budget / Double(tried + (batches == nil ? 0 : 1))
    var seconds = 0.0
    for prompt in (0..<tried).map({ $0 * prompts / tried }) {
      let trial = Trial(seconds: share, plan: plan(prompt), sampling: sampling)
      seconds += try trial.run { try simulation.worker(prompt: prompt) }
    }
    seconds *= Double(prompts) / Double(tried)
    guard let batches else { return seconds }
    let trial = Trial(seconds: share, plan: batches.plan, sampling: sampling)
    return try seconds + trial.run { try batches.worker() }
  }
}

/// How long the chunks of a plan take.
private struct Trial {
  /// That it may take.
  let seconds: Double
  let plan: ChunkPlan
  let sampling: Sampling

  /// Seconds of all chunks on all threads.
  func run(makeWorker: @Sendable () throws -> ChunkRunner.Chunk) throws -> Double {
    let rates = try ParallelMap(threads: sampling.threads).map(
      0..<sampling.threads,
      makeWorker: {
        let work = try makeWorker()
        return { try rate($0, work) }
      })
    return Double(plan.groups) / rates.reduce(0, +)
  }

  /// Groups a second on one thread.
  private func rate(_ thread: Int, _ work: ChunkRunner.Chunk) throws -> Double {
    // Numbers that any stream may have: nothing is kept of what they come to.
    var stream = sampling.stream(.groups(prompt: 0, chunk: thread))
    let clock = ContinuousClock()
    let start = clock.now
    var (size, blocks) = (min(16, plan.blockSize), 1)
    while true {
      let sizes = Array(repeating: size, count: blocks)
      let took = try clock.measure { _ = try work(sizes, &stream) } / .seconds(1)
      // As long again, and longer, would be too long.
      if 3 * took + (clock.now - start) / .seconds(1) > seconds {
        return Double(size * blocks) / max(took, 1e-9)
      }
      if size < plan.blockSize { size = min(2 * size, plan.blockSize) } else { blocks *= 2 }
    }
  }
}
