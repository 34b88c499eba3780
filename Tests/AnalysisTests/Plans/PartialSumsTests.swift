import Foundation
import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// A run cut into contiguous parts that are added up apart and merged: the bits of one run.
struct PartialSumsTests {
  /// 2,500 groups are 79 chunks, in lots of three: 27 lots, three levels above them, or five of two each.
  private static func simulation(
    threads: Int, drawsCounts: Bool = false, groups: Int = 2500, radix: Int = 3
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
    simulation.shape = TreeShape(lotSize: 3, radix: radix)
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

  /// What some lots come to, one by one.
  private static func lots(_ lots: Range<Int>, of simulation: Simulation, prompt: Int = 0) throws
    -> [PartialSums]
  {
    var found: [PartialSums] = []
    try simulation.forEachLot(lots, prompt: prompt) { found.append($0) }
    return found
  }

  private static func merged(
    _ parts: [PartialSums], of simulation: Simulation, prompt: Int = 0
  ) throws -> SimulatedPrompt {
    var merger = simulation.merger(prompt: prompt)
    for part in parts { try merger.add(part) }
    return try simulation.found(merger.finish(), prompt: prompt)
  }

  /// Each in the fewest nodes, and through JSON.
  @Test(arguments: [1, 3, 7, 12, 27], [false, true])
  func `every contiguous cut has the bits of one run`(parts: Int, drawsCounts: Bool) throws {
    for radix in [2, 3, 16] {
      try checkCuts(parts: parts, drawsCounts: drawsCounts, radix: radix)
    }
  }

  private func checkCuts(parts: Int, drawsCounts: Bool, radix: Int) throws {
    func simulation(_ threads: Int) throws -> Simulation {
      try Self.simulation(threads: threads, drawsCounts: drawsCounts, radix: radix)
    }
    let whole = try simulation(2).run()
    var stream = RandomStream(seed: 11, stream: UInt64(parts))
    for prompt in 0..<2 {
      for _ in 0..<3 {
        var sums: [PartialSums] = []
        let lots = try Self.simulation(threads: 1).lots(prompt: prompt)
        #expect(lots == 27)
        for (number, part) in Self.cut(lots, parts: parts, by: &stream).enumerated() {
          let simulation = try simulation(1 + number % 2)
          let lots = try Self.lots(part, of: simulation, prompt: prompt)
          let nodes = try simulation.plan(prompt: prompt).folded(lots)
          sums += try JSONDecoder().decode([PartialSums].self, from: JSONEncoder().encode(nodes))
        }
        let merged = try Self.merged(sums, of: simulation(1), prompt: prompt)
        #expect(Self.digits(merged) == Self.digits(whole[prompt]))
      }
    }
  }

  /// Sums of a lot are not only merged to the same: they are the same, whoever did what before.
  @Test(arguments: [false, true]) func `a lot has the same bits wherever it is done`(
    drawsCounts: Bool
  ) throws {
    func bits(_ lots: Range<Int>, threads: Int) throws -> [[[UInt64]]] {
      try Self.lots(lots, of: Self.simulation(threads: threads, drawsCounts: drawsCounts)).map {
        $0.sums.map(\.bits)
      }
    }
    let all = try bits(0..<27, threads: 1)
    #expect(try bits(0..<27, threads: 3) == all)
    #expect(try (0..<27).flatMap { try bits($0..<$0 + 1, threads: 1) } == all)
    // The largest advantage is that of the lot: it does not only grow.
    let maxima = try Self.lots(0..<27, of: Self.simulation(threads: 1, drawsCounts: drawsCounts))
      .map { $0.sums[1].maximum }
    #expect(zip(maxima, maxima.dropFirst()).contains { $1 < $0 })
  }

  /// As one who folds on the way does: whatever was folded first, the nodes are those of all lots at once.
  @Test func `what was folded is folded again with what follows`() throws {
    let simulation = try Self.simulation(threads: 1)
    let plan = simulation.plan(prompt: 0)
    for (start, end) in [(0, 27), (2, 26), (5, 24)] {
      let lots = try Self.lots(start..<end, of: simulation)
      let once = try plan.folded(lots)
      for cut in 1..<lots.count {
        let again = try plan.folded(plan.folded(Array(lots[..<cut])) + lots[cut...])
        #expect(again.map(\.chunks) == once.map(\.chunks))
        #expect(again.map { $0.sums.map(\.bits) } == once.map { $0.sums.map(\.bits) })
      }
    }
  }

  /// By hand: lots of lots begin at chunks 9, 18, 27.
  @Test func `a part holds the fewest lots and lots of lots`() throws {
    let simulation = try Self.simulation(threads: 1)
    let chunks = { (lots: Range<Int>) in
      try simulation.plan(prompt: 0).folded(Self.lots(lots, of: simulation)).map(\.chunks)
    }
    #expect(try chunks(0..<27) == [0..<79])
    #expect(try chunks(2..<7) == [6..<9, 9..<18, 18..<21])
    #expect(try chunks(26..<27) == [78..<79])
    #expect(try chunks(9..<9) == [])
  }

  @Test func `what does not follow is not folded`() throws {
    let simulation = try Self.simulation(threads: 1)
    let lots = try Self.lots(0..<27, of: simulation)
    let plan = simulation.plan(prompt: 0)
    for wrong in [
      [lots[0], lots[2]], [lots[1], lots[0]], [lots[3], lots[3]], [lots[2], lots[1], lots[3]],
      [PartialSums(chunks: 78..<80, sums: lots[26].sums)],
    ] { #expect(throws: AnalysisError.self) { try plan.folded(wrong) } }
  }

  /// The mistake that lots are there against: a part adds up its chunks from left to right, across lots.
  @Test func `chunks merged across the borders of lots are refused or seen`() throws {
    let simulation = try Self.simulation(threads: 1)
    let plan = simulation.plan(prompt: 0)
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
    let plan = simulation.plan(prompt: 0)
    let work = try simulation.worker(prompt: 0)
    return try (0..<79).map { chunk in
      var stream = simulation.sampling.stream(.groups(prompt: 0, chunk: chunk))
      return PartialSums(
        chunks: chunk..<chunk + 1, sums: try work(plan.blockSizes(of: chunk), &stream))
    }
  }

  @Test func `what is not all of one run is refused by its chunks`() throws {
    let simulation = try Self.simulation(threads: 1)
    let plan = simulation.plan(prompt: 0)
    let parts = try (0..<9).flatMap { part in
      try plan.folded(Self.lots(3 * part..<3 * part + 3, of: simulation))
    }
    #expect(parts.map(\.chunks.count) == [9, 9, 9, 9, 9, 9, 9, 9, 7])
    func refusal(_ parts: [PartialSums]) -> String? {
      #expect(throws: AnalysisError.self) { try Self.merged(parts, of: simulation) }?.description
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
    #expect(
      refusal(changed)
        == "sums of chunks 37...45 of 79 are of 196 groups in 49 blocks, not of 288 in 72")
    changed[4] = PartialSums(chunks: 36..<45, sums: parts[4].sums.dropLast())
    let others = "sums of chunks 37...45 of 79 are of other settings than those before"
    #expect(refusal(changed) == others)
    changed[4] = PartialSums(chunks: 36..<45, sums: [])
    #expect(refusal(changed) == others)
    // A plan of other groups has other chunks.
    let other = try Self.simulation(threads: 1, groups: 2501)
    #expect(throws: AnalysisError.self) { try Self.merged(parts, of: other) }
  }

  @Test func `what is no part is refused by the decoder`() throws {
    let good = #"{"chunks":[3,6],"sums":[]}"#
    func read(_ text: String) throws -> PartialSums {
      try JSONDecoder().decode(PartialSums.self, from: Data(text.utf8))
    }
    #expect(try read(good).chunks == 3..<6)
    for chunks in ["[6,3]", "[3,3]", "[-1,3]", "[3]", "[3,4,5]", "[]", "[3,1e40]", "null", "7"] {
      #expect(throws: DecodingError.self) {
        try read(good.replacing("[3,6]", with: chunks))
      }
    }
    #expect(throws: DecodingError.self) { try read(#"{"chunks":[3,6]}"#) }
  }
}
