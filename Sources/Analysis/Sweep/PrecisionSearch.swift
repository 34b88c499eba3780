import RealModule

extension Sweep {
  /// Simulates until the quantity of every row is as precise as asked for, by the method that is
  /// cheapest here.
  ///
  /// Each applicable method sees a pilot; the one with the least `variance x cost` goes on, in rounds that add
  /// groups to those that are there, eight times as many in all at most. Costs are counted, not timed, so the same
  /// seed gives the same bytes on every machine. Stopping at a standard error, which is itself an estimate
  /// (3% off with independent groups, 18% with Sobol points), makes it slightly too small on average.
  ///
  /// - Parameters:
  ///   - sampling: seed, generator and threads; its groups and method are not read.
  ///   - methods: those to choose from, in the order in which they are tried.
  ///   - obstacle: told before the rounds which rows cannot become precise, if any; the others decide when to stop.
  ///   - progress: told the finished share of each round, 0...1.
  /// - Throws: `AnalysisError` when no method can serve the sweep.
  public func run(
    _ sampling: Sampling, until target: PrecisionTarget,
    methods: [SamplingMethod] = SamplingMethod.byPromise,
    obstacle: (PrecisionObstacle) -> Void = { _ in }, progress: (Double) -> Void = { _ in }
  ) throws -> PreciseSweep {
    let search = try PrecisionSearch(self, sampling, target, methods)
    return try search.run(obstacle: obstacle, progress: progress)
  }
}

extension SamplingMethod {
  /// Every consistent method, those first that are cheapest more often.
  public static let byPromise = (all + [.raoBlackwell]).sorted {
    ($0.rank, $0.rawValue) < ($1.rank, $1.rawValue)
  }

  private var rank: Int {
    let gains: [(SamplingMethod, Int)] = [
      (.conditional, 16), (.stratified, 8), (.sobol, 4), (.antithetic, 2), (.raoBlackwell, 1),
    ]
    return gains.reduce(0) { contains($1.0) ? $0 - $1.1 : $0 }
  }

  /// How fast errors are taken to fall with Sobol points and without noise, by the numbers that a group takes.
  ///
  ///     error ~ n^-rate,   rate = 1/2 + 1/2 / (1 + (d/20)^2)
  ///
  /// From 1 for few numbers, as for smooth integrands, to the 1/2 of independent points for many. By strata, from
  /// some 20,000 groups to 700,000, errors fell with .84 to .87 for d = 8 (law .93), .76 to .85 for 16 (.80), .38 to
  /// .40 for 32 (.64; .63 up to 1.5 million groups: there strata double their points in large steps).
  fileprivate static func sobolRate(dimension: Int) -> Double {
    let d = Double(dimension) / 20
    return 0.5 + 0.5 / (1 + d * d)
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
  private let laws = GrowingRun.Laws()

  init(
    _ sweep: Sweep, _ sampling: Sampling, _ target: PrecisionTarget, _ methods: [SamplingMethod]
  ) throws {
    self.sweep = sweep
    self.sampling = sampling
    self.target = target
    self.methods = methods
    exact = try sweep.exactMoments(threads: sampling.threads, filled: laws.filled)
    batches = try sweep.batchSquares()
  }

  func run(
    obstacle: (PrecisionObstacle) -> Void, progress: (Double) -> Void
  ) throws -> PreciseSweep {
    var round = try cheapest()
    let found = round.reach.obstacle
    if let found { obstacle(found) }
    // What no row has a value of does not become precise by more groups.
    while round.relativeError > target.relativeError,
      target.isKnown(in: round.reach.kept(round.rows))
    {
      let missing = min(try added(round), target.limit - round.run.groups)
      // Fewer than the strata take are not worth a round: the limit is met.
      guard missing >= round.run.leastGroups else { break }
      try round.run.extend(by: missing, progress: progress)
      round = try read(round.run, round.reach)
    }
    return PreciseSweep(
      rows: round.rows, method: round.run.usedMethod,
      groups: round.rows.map(\.groups).max() ?? 0, relativeError: round.relativeError,
      obstacle: found)
  }

  /// How many groups the next round adds: what the error of the sample asks for, and a little more, so that most runs
  /// end there. Of independent groups there are then no more than eight times those before, by whose scatter it is known.
  private func added(_ round: Round) throws -> Int {
    let groups = Double(round.run.groups)
    let isSobol = round.run.method.contains(.sobol)
    let wanted = 1.06 * Double(try needed(round)) / groups
    // A sequence of its own does as well as both together, and its error is known as well from few points as from many.
    let factor = isSobol ? min(64, max(1, wanted)) : min(8, max(1.25, wanted)) - 1
    return Int(min(1e15, groups * factor))
  }

  /// By what factor groups must grow by the law `error ~ n^-rate`, rate 1/2 for independent groups.
  private func growth(_ method: SamplingMethod, from error: Double) -> Double {
    let isFaster = method.isSuperset(of: [.conditional, .sobol])
    let rate = isFaster ? SamplingMethod.sobolRate(dimension: sweep.groupSize) : 0.5
    return Double.pow(error / target.relativeError, 1 / rate)
  }

  /// The groups that all rounds come to: as many as the scatter of the sample asks for, and more as long as groups that
  /// a run of so many sees too seldom would keep its errors above the target.
  private func needed(_ round: Round) throws -> Int {
    let method = round.run.method
    let groups = { (error: Double) in
      // The error may be infinite, which Int does not take.
      max(round.run.groups, Int(min(1e15, growth(method, from: error) * Double(round.run.groups))))
    }
    let (least, most) = (groups(round.sampledError), groups(round.relativeError))
    var needed = least
    while needed < most, try round.error(asOf: needed, self) > 1.1 * target.relativeError {
      needed = min(most, needed + needed / 2)
    }
    return needed
  }

  /// The best of the pilots: of those that bring most rows to the precision the one that costs least. A pilot that costs
  /// more than a tenth of finishing by the best method so far is left out.
  private func cheapest() throws -> Round {
    var best: (round: Round, cost: Double)?
    var obstacle: (any Error)?
    for method in methods {
      do {
        var run = try GrowingRun(sweep, sampling, method: method, laws: laws)
        // The same as plain sampling then.
        if run.usedMethod != method, methods.contains(run.usedMethod) { continue }
        let groups = min(
          target.limit, max(2 * run.leastGroups, method.drawsAlike ? 4096 : 2048))
        let reach = PrecisionReach(run.simulation, exact: exact, target: target)
        if let best {
          let gain = best.round.reach.missing - reach.missing
          // Where no row comes to it there is nothing to find out.
          if gain < 0 || (gain == 0 && (reach.isEmpty || cost(run, groups) >= 0.1 * best.cost)) {
            continue
          }
        }
        try run.extend(by: groups) { _ in }
        let round = try read(run, reach)
        // A method that averages the noise has no single advantages.
        let total =
          target.isKnown(in: reach.kept(round.rows)) ? cost(run, try needed(round)) : .infinity
        if let best, best.round.reach.missing == reach.missing, best.cost <= total { continue }
        best = (round, total)
      } catch let error as AnalysisError {
        obstacle = obstacle ?? error
      }
    }
    guard let best else { throw obstacle ?? AnalysisError("no sampling method to choose from") }
    return best.round
  }

  private func cost(_ run: GrowingRun, _ groups: Int) -> Double {
    sweep.set.problems.indices.reduce(0) {
      $0 + SamplingCost(run.simulation, prompt: $1)(groups: groups)
    }
  }

  private struct Round {
    var run: GrowingRun
    let simulated: [SimulatedPrompt]
    let rows: [SweepRow]
    let reach: PrecisionReach
    /// The largest of any row that can come to the target, as rows tell it.
    let relativeError: Double
    /// The same by the scatter of the sample alone.
    let sampledError: Double

    /// The largest of any row, were the same found by so many groups.
    func error(asOf groups: Int, _ search: PrecisionSearch) throws -> Double {
      let rows = try search.rows(run, simulated, .all(asOf: groups))
      return search.target.relativeError(of: reach.kept(rows))
    }
  }

  private func read(_ run: GrowingRun, _ reach: PrecisionReach) throws -> Round {
    let simulated = try run.found()
    let judged = try rows(run, simulated, .all())
    return Round(
      run: run, simulated: simulated, rows: judged, reach: reach,
      relativeError: target.relativeError(of: reach.kept(judged)),
      sampledError: target.relativeError(of: reach.kept(try rows(run, simulated, .seen))))
  }

  private func rows(
    _ run: GrowingRun, _ simulated: [SimulatedPrompt], _ knowledge: Reliability.Knowledge
  ) throws -> [SweepRow] {
    try sweep.rows(
      run.simulation.sampling, exact: exact, simulated: simulated, of: run.simulation.set,
      batches: batches, knowledge: knowledge)
  }
}
