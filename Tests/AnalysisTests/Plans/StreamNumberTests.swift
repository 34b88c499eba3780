import GSL
import Testing

@testable import Analysis

/// Random streams of different uses are never the same.
struct StreamNumberTests {
  /// Random members of each use, small ones half of the time (runs are short), and the largest.
  private static func members(
    _ widths: [Int], count: Int = 2000, using stream: inout RandomStream
  ) -> [[Int]] {
    let random = (0..<count).map { _ in
      widths.map { width in
        let word = Int(stream.nextWord() >> 1)
        return word % (1 << (word % 2 == 0 ? min(width, 6) : width))
      }
    }
    return random + [widths.map { (1 << $0) - 1 }, widths.map { _ in 0 }]
  }

  private static func uses() -> [(name: String, numbers: Set<UInt64>)] {
    var stream = RandomStream(seed: 71)
    func numbers(_ widths: Int..., make: ([Int]) -> StreamNumber) -> Set<UInt64> {
      Set(members(widths, using: &stream).map { make($0).value })
    }
    return [
      ("groups", numbers(21, 30) { .groups(prompt: $0[0], chunk: $0[1]) }),
      ("pilot", numbers(21, 38) { .strata(prompt: $0[0], isPilot: true, chunk: $0[1]) }),
      ("strata", numbers(21, 38) { .strata(prompt: $0[0], isPilot: false, chunk: $0[1]) }),
      ("warm start", numbers { _ in .warmStart }),
      ("fixed group", numbers(26, 34) { .fixedGroup(family: $0[0], chunk: $0[1]) }),
      ("posterior", numbers(60) { .posterior(draw: $0[0]) }),
      ("batches", numbers(60) { .batches(chunk: $0[0]) }),
      ("bootstrap", numbers { _ in .bootstrap }),
      ("noisy advantages", numbers(21, 31) { .noisyAdvantages(run: $0[0], chunk: $0[1]) }),
      ("drift", numbers(29, 31) { .stepDrift(run: $0[0], chunk: $0[1]) }),
      ("change", numbers(29, 31) { .stepChange(run: $0[0], chunk: $0[1]) }),
      ("completions", numbers(30, 32) { .completions(run: $0[0], step: $0[1]) }),
      ("noise", numbers(30, 32) { .noise(run: $0[0], step: $0[1]) }),
    ]
  }

  private static func overlaps(_ uses: [(name: String, numbers: Set<UInt64>)]) -> [String] {
    uses.indices.flatMap { i in
      uses[..<i].filter { !$0.numbers.isDisjoint(with: uses[i].numbers) }.map {
        "\($0.name) and \(uses[i].name)"
      }
    }
  }

  @Test func `two uses never have a stream in common`() {
    #expect(Self.overlaps(Self.uses()) == [])
  }

  /// Ranges by their smallest and largest members: what random members could miss.
  @Test func `the ranges of the uses lie apart`() {
    let top = { (width: Int) in (1 << width) - 1 }
    let prompt = top(21)
    let ranges: [ClosedRange<UInt64>] = [
      0...StreamNumber.strata(prompt: prompt, isPilot: false, chunk: top(38)).value,
      range(.fixedGroup(family: 0, chunk: 0), .fixedGroup(family: top(26), chunk: top(34))),
      range(.posterior(draw: 0), .posterior(draw: top(60))),
      range(.batches(chunk: 0), .batches(chunk: top(60))),
      range(.noisyAdvantages(run: 0, chunk: 0), .noisyAdvantages(run: top(21), chunk: top(31))),
      range(.bootstrap, .bootstrap),
      range(.stepDrift(run: 0, chunk: 0), .stepDrift(run: top(29), chunk: top(31))),
      range(.stepChange(run: 0, chunk: 0), .stepChange(run: top(29), chunk: top(31))),
      range(.completions(run: 0, step: 0), .completions(run: top(30), step: top(32))),
      range(.noise(run: 0, step: 0), .noise(run: top(30), step: top(32))),
    ]
    for (range, next) in zip(ranges, ranges.dropFirst()) {
      #expect(range.upperBound < next.lowerBound)
    }
    // Within a prompt: chunks of groups, the warm start, then strata.
    #expect(StreamNumber.groups(prompt: 0, chunk: top(30)).value < StreamNumber.warmStart.value)
    #expect(
      StreamNumber.warmStart.value < StreamNumber.strata(prompt: 0, isPilot: true, chunk: 0).value)
    let last = StreamNumber.strata(prompt: 0, isPilot: false, chunk: top(38)).value
    #expect(last < StreamNumber.groups(prompt: 1, chunk: 0).value)
  }

  private func range(_ low: StreamNumber, _ high: StreamNumber) -> ClosedRange<UInt64> {
    low.value...high.value
  }

  /// Chunk c of family 2r used to be step c of run r.
  @Test func `the search for overlaps finds numbers dealt out by hand`() {
    let small: [UInt64] = Array(0..<64)
    let fixedGroup = Set(small.flatMap { f in small.map { c in 1 << 63 | f << 31 | c } })
    let completions = Set(small.flatMap { r in small.map { s in 2 << 62 | r << 32 | s } })
    let uses: [(name: String, numbers: Set<UInt64>)] = [
      ("fixed group", fixedGroup), ("completions", completions),
    ]
    #expect(Self.overlaps(uses) == ["fixed group and completions"])
  }
}
