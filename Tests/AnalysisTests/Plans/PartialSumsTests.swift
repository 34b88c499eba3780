import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// A run cut into contiguous parts that are added up apart and merged: the bits of one run.
struct PartialSumsTests {
  /// 2,500 groups are 79 chunks, in lots of three: 27 lots, three levels above them.
  private static func simulation(
    threads: Int, drawsCounts: Bool = false, groups: Int = 2500
  ) throws -> Simulation {
    let problems = try [0.3, 0.02].enumerated().map { index, rate in
      try Problem(Prompt.withPassRate(name: "p\(index)", passRate: rate))
    }
    let settings = try [AdvantageKind.standardized, .leaveOneOut].flatMap { kind in
      try [0, 0.1].map { sigma in
        try Setting(
          advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: sigma,
          groupSize: 4)
      }
    }
    var simulation = try Simulation(
      ProblemSet(problems), settings: settings, contrasts: [Contrast(setting: 1, baseline: 0)],
      sampling: Sampling(groups: groups, seed: 5, threads: threads))
    simulation.lotSize = 3
    simulation.drawsCounts = drawsCounts
    // Their squares are followed group by group, where single groups are drawn.
    if !drawsCounts {
      simulation.trackedDirections = [(0..<problems[0].parameterCount).map { Double(1 + $0) }]
    }
    return simulation
  }

  /// Every number of what was found, in the shortest digits that tell it from its neighbours.
  private static func digits(_ found: SimulatedPrompt) -> String { String(reflecting: found) }

  /// So many contiguous ranges of lots, of unequal lengths.
  private static func cut(_ lots: Int, parts: Int, by stream: inout RandomStream) -> [Range<Int>] {
    var borders: Set = [0, lots]
    while borders.count < parts + 1 { borders.insert(stream.index(below: lots)) }
    let sorted = borders.sorted()
    return zip(sorted, sorted.dropFirst()).map { $0..<$1 }
  }

  @Test(arguments: [1, 3, 7, 12, 27], [false, true])
  func `every contiguous cut has the bits of one run`(parts: Int, drawsCounts: Bool) throws {
    let whole = try Self.simulation(threads: 2, drawsCounts: drawsCounts).run()
    var stream = RandomStream(seed: 11, stream: UInt64(parts))
    for prompt in 0..<2 {
      for _ in 0..<3 {
        var sums: [PartialSums] = []
        let lots = try Self.simulation(threads: 1).lots(prompt: prompt)
        #expect(lots == 27)
        for (number, part) in Self.cut(lots, parts: parts, by: &stream).enumerated() {
          let simulation = try Self.simulation(threads: 1 + number % 2, drawsCounts: drawsCounts)
          sums += try simulation.sums(prompt: prompt, lots: part)
        }
        let merged = try Self.simulation(threads: 1, drawsCounts: drawsCounts)
          .merged(sums, prompt: prompt)
        #expect(Self.digits(merged) == Self.digits(whole[prompt]))
      }
    }
  }

  /// By hand: lots of lots begin at chunks 9, 18, 27.
  @Test func `a part holds the fewest lots and lots of lots`() throws {
    let simulation = try Self.simulation(threads: 1)
    let chunks = { (lots: Range<Int>) in
      try simulation.sums(prompt: 0, lots: lots).map(\.chunks)
    }
    #expect(try chunks(0..<27) == [0..<79])
    #expect(try chunks(2..<7) == [6..<9, 9..<18, 18..<21])
    #expect(try chunks(26..<27) == [78..<79])
    #expect(try chunks(9..<9) == [])
  }

  /// The mistake that lots are there against: a part adds up its chunks from left to right, across lots.
  @Test func `chunks merged across the borders of lots are refused or seen`() throws {
    let simulation = try Self.simulation(threads: 1)
    let plan = simulation.runner(prompt: 0).plan
    let chunks = try Self.chunks(simulation)
    let whole = try plan.merged(chunks)
    func plain(_ chunks: ArraySlice<PartialSums>) -> PartialSums {
      var sums = chunks.first!.sums
      for other in chunks.dropFirst() {
        for i in sums.indices { sums[i].merge(other.sums[i]) }
      }
      return PartialSums(
        chunks: chunks.first!.chunks.lowerBound..<chunks.last!.chunks.upperBound, sums: sums)
    }
    func bits(_ sums: [MomentAccumulator]) -> [[UInt64]] { sums.map(\.bits) }
    // In lots nothing is wrong with it.
    let lots = stride(from: 0, to: 79, by: 3).map { plain(chunks[$0..<min($0 + 3, 79)]) }
    #expect(bits(try plan.merged(lots)) == bits(whole))
    // Seen where a part looks like a lot of lots ...
    let wide = stride(from: 0, to: 79, by: 27).map { plain(chunks[$0..<min($0 + 27, 79)]) }
    #expect(bits(try plan.merged(wide)) != bits(whole))
    #expect(bits(plain(chunks[...]).sums) != bits(whole))
    // ... and refused where it is none.
    #expect(throws: AnalysisError("sums of chunks 1...30 of 79, of which the plan makes no lot")) {
      try plan.merged([plain(chunks[0..<30]), plain(chunks[30...])])
    }
  }

  /// One part for each chunk.
  private static func chunks(_ simulation: Simulation) throws -> [PartialSums] {
    let runner = simulation.runner(prompt: 0)
    return try (0..<79).flatMap { chunk in
      try runner.run(chunks: chunk..<chunk + 1) {
        var kernel = try SimulationKernel(simulation, prompt: 0)
        return { sizes, stream in
          kernel.restart()
          for size in sizes { kernel.runBlock(count: size, using: &stream) }
          return kernel.accumulators
        }
      }
    }
  }

  @Test func `what is not all of one run is refused by its chunks`() throws {
    let simulation = try Self.simulation(threads: 1)
    let parts = try (0..<9).flatMap { part in
      try simulation.sums(prompt: 0, lots: 3 * part..<3 * part + 3)
    }
    #expect(parts.map(\.chunks.count) == [9, 9, 9, 9, 9, 9, 9, 9, 7])
    func refusal(_ parts: [PartialSums]) -> String? {
      #expect(throws: AnalysisError.self) { try simulation.merged(parts, prompt: 0) }?.description
    }
    #expect(refusal([]) == "sums of chunks 1...79 of 79 are missing")
    #expect(refusal(parts.dropLast()) == "sums of chunks 73...79 of 79 are missing")
    let missing = "sums of chunks 37...45 of 79 do not follow on 27 chunks"
    #expect(refusal(Array(parts[0..<3] + parts[4...])) == missing)
    let twice = "sums of chunks 10...18 of 79 do not follow on 18 chunks"
    #expect(refusal(Array(parts[0..<2] + parts[1...])) == twice)
    #expect(refusal(parts.reversed()) == "sums of chunks 73...79 of 79 do not follow on 0 chunks")
    #expect(refusal(parts + [parts[8]])?.contains("do not follow on 79") == true)
    var changed = parts
    changed[4] = PartialSums(chunks: 36..<45, sums: parts[8].sums)
    #expect(refusal(changed) == "sums of chunks 37...45 of 79 are of 196 groups, not of 288")
    changed[4] = PartialSums(chunks: 36..<45, sums: parts[4].sums.dropLast())
    let others = "sums of chunks 37...45 of 79 are of other settings than those before"
    #expect(refusal(changed) == others)
    changed[4] = PartialSums(chunks: 36..<45, sums: [])
    #expect(refusal(changed) == others)
    // A plan of other groups has other chunks.
    let other = try Self.simulation(threads: 1, groups: 2501)
    #expect(throws: AnalysisError.self) { try other.merged(parts, prompt: 0) }
  }

  @Test func `a run by another method is not cut`() throws {
    var sampling = Sampling(groups: 2500)
    sampling.method = .stratified
    let plain = try Self.simulation(threads: 1)
    let simulation = try Simulation(plain.set, settings: plain.settings, sampling: sampling)
    #expect(throws: AnalysisError.self) { try simulation.sums(prompt: 0, lots: 0..<1) }
  }
}
