import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// A sweep cut into units: lots of each prompt, then lots of batches.
struct SweepUnitsTests {
  /// Lots of three chunks of 32 groups, three of them a lot of lots: 27 lots of 2,500 groups. 312 batches of eight are
  /// ten chunks, four lots.
  private static let shape = TreeShape(lotSize: 3, radix: 3)

  private static func sweep(_ rates: [Double]) throws -> Sweep {
    var sweep = Sweep(
      try ProblemSet(
        rates.map { try Problem(Prompt.withPassRate(name: "p=\($0)", passRate: $0)) }),
      advantages: [
        try AdvantageEstimator(.standardized), try AdvantageEstimator(.batchStandardized),
      ],
      dithers: [try Dither(.gaussian), try Dither(.uniform)], sigmas: [0.1], groupSize: 4)
    sweep.learningRate = 0.1
    return sweep
  }

  private static func units(_ rates: [Double], threads: Int = 1, groups: Int = 2500) throws
    -> SweepUnits
  {
    try SweepUnits(
      sweep(rates), Sampling(groups: groups, seed: 5, threads: threads), shape: shape)
  }

  private static func pieces(_ range: Range<Int>, of units: SweepUnits) throws
    -> [(units: Range<Int>, piece: PartialSums)]
  {
    var found: [(Range<Int>, PartialSums)] = []
    try units.perform(range) { found.append(($0, $1)) }
    return found
  }

  private static func rows(
    _ pieces: [(units: Range<Int>, piece: PartialSums)], _ units: SweepUnits
  ) throws -> String {
    var sums = try SweepSums(units)
    for (range, piece) in pieces { try sums.add(piece, units: range) }
    return try digits(sums.rows())
  }

  /// Every number in the shortest digits that tell it from its neighbours.
  private static func digits(_ rows: [SweepRow]) -> String {
    var text = ""
    for row in rows {
      dump(row, to: &text)
      dump(row.figures, to: &text)
    }
    return text
  }

  @Test func `units are the lots of prompts, then those of batches`() throws {
    #expect(try Self.units([0.3]).count == 27 + 4)
    // Batches of several prompts need no simulation of their own.
    let two = try Self.units([0.3, 0.1])
    #expect(two.count == 54)
    let pieces = try Self.pieces(0..<54, of: two)
    #expect(pieces.map(\.units) == (0..<54).map { $0..<$0 + 1 })
    #expect(pieces.map(\.piece.chunks.lowerBound) == (0..<54).map { 3 * ($0 % 27) })
    #expect([0, 26, 27, 53].map { two.segment(of: $0) } == [0, 0, 1, 1])
    #expect(two.largest == 96)
  }

  /// Two prompts, and one with batches; so many contiguous parts of unequal lengths, on one and two threads.
  @Test(arguments: [[0.3, 0.02], [0.3]], [1, 2, 3, 7])
  func `every contiguous cut has the rows of one run`(rates: [Double], parts: Int) throws {
    let units = try Self.units(rates)
    let whole = try Self.rows(Self.pieces(0..<units.count, of: units), units)
    var stream = RandomStream(seed: 3, stream: UInt64(parts))
    var borders: Set = [0, units.count]
    while borders.count < parts + 1 { borders.insert(stream.index(below: units.count)) }
    let sorted = borders.sorted()
    let folded = try zip(sorted, sorted.dropFirst()).enumerated().flatMap { number, ends in
      let part = try Self.units(rates, threads: 1 + number % 2)
      return try part.folded(Self.pieces(ends.0..<ends.1, of: part))
    }
    #expect(folded.count < units.count || parts == units.count)
    #expect(folded.flatMap { Array($0.units) } == Array(0..<units.count))
    #expect(try Self.rows(folded, units) == whole)
  }

  /// What fits in one lot comes to what it came to before there were lots.
  @Test func `a sweep is run by its units`() throws {
    let units = try SweepUnits(Self.sweep([0.3]), Sampling(groups: 2500, seed: 5))
    #expect(units.count == 2)
    let run = try Self.sweep([0.3]).run(Sampling(groups: 2500, seed: 5, threads: 2))
    #expect(try Self.rows(Self.pieces(0..<2, of: units), units) == Self.digits(run))
    let other = try Self.sweep([0.3]).run(Sampling(groups: 2500, seed: 6))
    #expect(Self.digits(other) != Self.digits(run))
  }

  @Test func `what is left out, there twice, swapped or of another run is refused`() throws {
    let units = try Self.units([0.3, 0.02])
    let pieces = try Self.pieces(0..<54, of: units)
    func refusal(_ pieces: [(units: Range<Int>, piece: PartialSums)]) -> String? {
      #expect(throws: AnalysisError.self) { try Self.rows(pieces, units) }?.description
    }
    #expect(refusal([]) == "units 1...54 of a sweep are missing")
    #expect(refusal(pieces.dropLast()) == "units 54...54 of a sweep are missing")
    #expect(refusal(Array(pieces[..<9] + pieces[10...])) == "units 11...11 do not follow on 9")
    #expect(refusal(Array(pieces[...9] + pieces[9...])) == "units 10...10 do not follow on 10")
    #expect(refusal(pieces + pieces.suffix(1)) == "units 54...54 do not follow on 54")
    // Lots swapped under each other's numbers.
    var swapped = pieces
    (swapped[3].piece, swapped[4].piece) = (pieces[4].piece, pieces[3].piece)
    #expect(refusal(swapped) == "chunks 13...15 are not those of units 4...4")
    #expect(throws: AnalysisError.self) { try units.folded(swapped) }
    #expect(throws: AnalysisError.self) { try units.folded(Array(pieces[..<9] + pieces[10...])) }
    // Of another number of groups: the last lot has another size.
    let other = try Self.units([0.3, 0.02], groups: 2499)
    let last = try Self.pieces(26..<27, of: other)
    #expect(refusal(Array(pieces[..<26]) + last)?.contains("are of 3 groups") == true)
    // Of other settings.
    let batches = try Self.pieces(27..<31, of: Self.units([0.3]))
    var mixed = pieces
    mixed[0].piece = batches[0].piece
    #expect(refusal(mixed)?.contains("are of other settings") == true)
  }

  @Test func `by another method a sweep is not cut`() throws {
    let sampling = Sampling(groups: 2500, method: .conditional)
    let sweep = try Self.sweep([0.3])
    #expect(throws: AnalysisError("conditional: such a run cannot be cut, a plain one can")) {
      try SweepUnits(sweep, sampling)
    }
  }

  /// No number is the right one: it is some time, and not that of a run a thousand times as long.
  @Test func `a trial tells how long a run takes`() throws {
    let short = try Self.units([0.3, 0.02]).estimatedSeconds(budget: 0.02)
    let long = try Self.units([0.3, 0.02], groups: 2_500_000_000).estimatedSeconds(budget: 0.02)
    #expect(short > 0 && long > 1000 * short && long.isFinite)
    #expect(try Self.units([0.3]).estimatedSeconds(budget: 0.02) > 0)
  }
}
