/// The plain simulation of a sweep in numbered units: the lots of groups of each prompt in turn, then, for a prompt
/// alone whose groups share a divisor, the lots of whole batches.
///
/// What a unit comes to depends on its number alone, not on who does it and what was done before.
package struct SweepUnits: Sendable {
  let sweep: Sweep
  let sampling: Sampling
  let simulation: Simulation
  /// Nil where there is none.
  let batches: BatchSimulation?
  /// The first unit of each prompt, that of the batches, and the number of all.
  private let starts: [Int]

  /// - Throws: `AnalysisError` by a method whose groups are not all alike, which is not cut; as ``Simulation``.
  package init(_ sweep: Sweep, _ sampling: Sampling) throws {
    try self.init(sweep, sampling, shape: .usual)
  }

  /// - Parameter shape: how chunks are added up.
  init(_ sweep: Sweep, _ sampling: Sampling, shape: TreeShape) throws {
    guard sampling.method.drawsAlike else {
      throw AnalysisError("\(sampling.method.name): such a run cannot be cut, a plain one can")
    }
    self.sweep = sweep
    self.sampling = sampling
    let settings = try sweep.settings()
    var simulation = try sweep.simulation(sampling)
    simulation.shape = shape
    self.simulation = simulation
    let batches = try BatchSimulation(
      sweep.set, settings: settings, sampling: sampling, shape: shape)
    self.batches = sweep.set.problems.count == 1 && batches.isNeeded ? batches : nil
    var starts = [0]
    for prompt in sweep.set.problems.indices {
      starts.append(starts[prompt] + simulation.lots(prompt: prompt))
    }
    if let batches = self.batches { starts.append(starts[starts.count - 1] + batches.plan.lots) }
    self.starts = starts
  }

  /// How many units there are.
  package var count: Int { starts[starts.count - 1] }

  /// Groups of the largest unit.
  package var largest: Int {
    let lots = simulation.set.problems.indices.map { simulation.plan(prompt: $0).lotGroups }
    let batched = batches.map { $0.plan.lotGroups * sweep.batchGroups } ?? 0
    return max(batched, lots.max() ?? 0)
  }

  /// Does some units and hands over what each comes to, in order and as soon as it is there.
  ///
  /// - Parameter progress: told the finished share of these units, 0...1.
  package func perform(
    _ units: Range<Int>, progress: (Double) -> Void = { _ in },
    take: (Range<Int>, PartialSums) throws -> Void
  ) throws {
    for (segment, own) in segments(of: units) {
      let start = starts[segment]
      var done = own.lowerBound
      func report(_ share: Double) {
        let finished = Double(own.lowerBound - units.lowerBound) + share * Double(own.count)
        progress(finished / Double(units.count))
      }
      func takeNext(_ sums: PartialSums) throws {
        try take(done..<done + 1, sums)
        done += 1
      }
      let lots = own.lowerBound - start..<own.upperBound - start
      if let batches, segment == simulation.set.problems.count {
        try batches.forEachLot(lots, progress: report, take: takeNext)
      } else {
        try simulation.forEachLot(lots, prompt: segment, progress: report, take: takeNext)
      }
    }
  }

  /// The sums of contiguous units in the fewest nodes of the trees they are added up in.
  ///
  /// - Throws: `AnalysisError` for sums that are not of these units.
  package func folded(_ pieces: [(units: Range<Int>, piece: PartialSums)]) throws -> [(
    units: Range<Int>, piece: PartialSums
  )] {
    guard let first = pieces.first, let last = pieces.last else { return [] }
    var rest = pieces[...]
    let units = first.units.lowerBound..<last.units.upperBound
    return try segments(of: units).flatMap { segment, own in
      let parts = rest.prefix { $0.units.lowerBound < own.upperBound }
      rest = rest.dropFirst(parts.count)
      for part in parts { try check(part.piece, of: part.units, in: segment) }
      let plan = plan(segment)
      return try plan.folded(parts.map(\.piece)).map { node in
        guard let lots = plan.lots(of: node.chunks) else {
          throw AnalysisError("units that are no lots")
        }
        return (starts[segment] + lots.lowerBound..<starts[segment] + lots.upperBound, node)
      }
    }
  }

  /// Prompt or, behind all prompts, batches that a unit is of.
  func segment(of unit: Int) -> Int {
    // The last start that is not above it.
    var (low, high) = (0, starts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= unit { low = middle } else { high = middle }
    }
    return low
  }

  /// The units of each segment among some, in order.
  private func segments(of units: Range<Int>) -> [(segment: Int, units: Range<Int>)] {
    guard !units.isEmpty else { return [] }
    return (segment(of: units.lowerBound)...segment(of: units.upperBound - 1)).map {
      ($0, units.clamped(to: starts[$0]..<starts[$0 + 1]))
    }
  }

  func plan(_ segment: Int) -> ChunkPlan {
    if let batches, segment == simulation.set.problems.count { return batches.plan }
    return simulation.plan(prompt: segment)
  }

  /// - Throws: `AnalysisError` for sums that are not of these units.
  func check(_ sums: PartialSums, of units: Range<Int>, in segment: Int) throws {
    let own = starts[segment]..<starts[segment + 1]
    guard own.contains(units.lowerBound), units.upperBound <= own.upperBound,
      plan(segment).chunks(
        of: units.lowerBound - own.lowerBound..<units.upperBound - own.lowerBound) == sums.chunks
    else {
      throw AnalysisError(
        "chunks \(sums.chunks.lowerBound + 1)...\(sums.chunks.upperBound) are not those of units "
          + "\(units.lowerBound + 1)...\(units.upperBound)")
    }
  }
}
