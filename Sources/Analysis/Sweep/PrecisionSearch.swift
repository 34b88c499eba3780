import RealModule

extension Sweep {
  /// Simulates until the quantity of every row is as precise as asked for, by the method that is
  /// cheapest here.
  ///
  /// Each applicable method sees a pilot; the one with the least `variance x cost` goes on, in rounds
  /// of growing size, each of which starts afresh. Costs are counted, not timed, so the same seed
  /// gives the same bytes on every machine. Stopping at a standard error, which is itself an estimate
  /// (3% off with independent groups, 18% with Sobol points), makes it slightly too small on average.
  ///
  /// - Parameters:
  ///   - sampling: seed, generator and threads; its groups and method are not read.
  ///   - methods: those to choose from, in the order in which they are tried.
  ///   - progress: told the finished share of each round, 0...1.
  /// - Throws: `AnalysisError` when no method can serve the sweep.
  public func run(
    _ sampling: Sampling, until target: PrecisionTarget,
    methods: [SamplingMethod] = SamplingMethod.byPromise, progress: (Double) -> Void = { _ in }
  ) throws -> PreciseSweep {
    let search = try PrecisionSearch(self, sampling, target, methods)
    return try search.run(progress: progress)
  }
}

extension SamplingMethod {
  /// Every consistent method, those first that are cheapest more often.
  public static let byPromise = all.sorted { ($0.rank, $0.rawValue) < ($1.rank, $1.rawValue) }

  private var rank: Int {
    let gains: [(SamplingMethod, Int)] = [
      (.conditional, 8), (.stratified, 4), (.sobol, 2), (.antithetic, 1),
    ]
    return gains.reduce(0) { contains($1.0) ? $0 - $1.1 : $0 }
  }
}

/// The search for the cheapest method, and the rounds that it then takes.
private struct PrecisionSearch {
  let sweep: Sweep
  let sampling: Sampling
  let target: PrecisionTarget
  let methods: [SamplingMethod]
  let exact: [[ExactMoments]]
  /// Exact only: batches are not simulated here.
  let batches: [BatchSquares?]
  let settings: [Setting]

  init(
    _ sweep: Sweep, _ sampling: Sampling, _ target: PrecisionTarget, _ methods: [SamplingMethod]
  ) throws {
    self.sweep = sweep
    self.sampling = sampling
    self.target = target
    self.methods = methods
    exact = try sweep.exactMoments(threads: sampling.threads)
    batches = try sweep.batchSquares()
    settings = try sweep.settings()
  }

  func run(progress: (Double) -> Void) throws -> PreciseSweep {
    var round = try cheapest()
    // What no row has a value of does not become precise by more groups.
    while round.relativeError > target.relativeError, round.groups < target.limit,
      target.isKnown(in: round.rows)
    {
      // At least twice as many: rounds that each fall a little short would add up.
      let groups = max(2 * round.groups, needed(round))
      round = try simulate(round.method, groups: min(groups, target.limit), progress)
    }
    return PreciseSweep(
      rows: round.rows, method: round.method, groups: round.rows.map(\.groups).max() ?? 0,
      relativeError: round.relativeError)
  }

  /// A fifth more than the law `error ~ n^-1/2` asks for; Sobol points without noise do better, about
  /// `n^-3/4` at the sizes met here.
  private func needed(_ round: Round) -> Int {
    let ratio = round.relativeError / target.relativeError
    let growth = Double.pow(ratio, round.method.isSuperset(of: [.conditional, .sobol]) ? 4 / 3 : 2)
    // The error may be infinite, which Int does not take.
    return max(round.groups, Int(min(1e15, 1.2 * growth * Double(round.groups))))
  }

  /// The best of the pilots. A pilot that costs more than a tenth of finishing by the best method so
  /// far is left out.
  private func cheapest() throws -> Round {
    var best: (round: Round, cost: Double)?
    var obstacle: (any Error)?
    for method in methods {
      do {
        let groups = min(target.limit, try pilotGroups(method))
        if let best, cost(method, groups) >= 0.1 * best.cost { continue }
        let round = try simulate(method, groups: groups) { _ in }
        // A method that averages the noise has no single advantages.
        let total =
          target.isKnown(in: round.rows) ? cost(method, needed(round)) : .infinity
        if best == nil || total < best!.cost { best = (round, total) }
      } catch let error as AnalysisError {
        obstacle = obstacle ?? error
      }
    }
    guard let best else { throw obstacle ?? AnalysisError("no sampling method to choose from") }
    return best.round
  }

  private func pilotGroups(_ method: SamplingMethod) throws -> Int {
    guard !method.drawsAlike else { return 4096 }
    var plan = sampling
    plan.method = method
    plan.groups = 2
    let simulation = try Simulation(sweep.set, settings: settings, sampling: plan)
    return try sweep.set.problems.indices.reduce(2048) {
      max($0, 2 * (try ReducedSimulation(simulation, prompt: $1).leastGroups))
    }
  }

  private func cost(_ method: SamplingMethod, _ groups: Int) -> Double {
    sweep.set.problems.reduce(0) {
      $0 + SamplingCost($1, settings: settings, method: method)(groups: groups)
    }
  }

  private struct Round {
    let method: SamplingMethod
    let groups: Int
    let rows: [SweepRow]
    let relativeError: Double
  }

  private func simulate(
    _ method: SamplingMethod, groups: Int, _ progress: (Double) -> Void
  ) throws -> Round {
    var plan = sampling
    plan.method = method
    plan.groups = groups
    let simulated = try sweep.simulate(plan, progress: progress)
    let rows = try sweep.rows(plan, exact: exact, simulated: simulated, batches: batches)
    return Round(
      method: method, groups: groups, rows: rows, relativeError: target.relativeError(of: rows))
  }
}
