import Testing

@testable import Training

/// The masks of the training kernel, made of bits, against comparisons lane by lane.
struct RunLanesTests {
  private static let numbers: [Double] = [
    0, -0.0, 1, -1, 1.5, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, 1e100, 1e-300, -1e-300, .pi, 0x1p490, 0x1p-490, 0.1,
  ]

  private func isSame(_ mask: LaneMask, _ expected: (Int) -> Bool) -> Bool {
    mask.indices.allSatisfy { mask[$0] == (expected($0) ? -1 : 0) }
  }

  /// Each number against each.
  @Test func `masks are comparisons`() {
    let all = RunLanes(Self.numbers)
    for shift in Self.numbers.indices {
      let others = RunLanes(
        Self.numbers.indices.map { Self.numbers[($0 + shift) % Self.numbers.count] })
      // The largest numbers of both signs: their difference is infinite, and of the right sign.
      #expect(isSame(all.isBelow(others)) { all[$0] < others[$0] }, "\(shift)")
      let limit = abs(Self.numbers[shift])
      if limit > 0 {
        #expect(isSame(all.isSmaller(than: limit)) { abs(all[$0]) < limit }, "\(limit)")
      }
      #expect(isSame(all.isSmaller(than: .infinity)) { all[$0].isFinite })
    }
    #expect(isSame(all.nonzeros) { all[$0] != 0 })
    #expect(isSame(all.signs) { all[$0].sign == .minus })
  }

  @Test func `what is no number is neither small nor 0`() {
    var all = RunLanes(repeating: .nan)
    (all[1], all[2], all[3]) = (-.nan, .infinity, -.infinity)
    #expect(isSame(all.isSmaller(than: .infinity)) { _ in false })
    #expect(isSame(all.isSmaller(than: 1e100)) { _ in false })
    #expect(isSame(all.nonzeros) { _ in true })
  }

  @Test func `lanes are chosen and found`() {
    let (own, others) = (RunLanes(repeating: 2), RunLanes(Self.numbers))
    for lane in own.indices {
      var mask = LaneMask.zero
      #expect(!mask.isAnywhere && (~mask).isAnywhere)
      mask[lane] = -1
      #expect(mask.isAnywhere)
      let chosen = own.or(others, where: mask)
      #expect(chosen.indices.allSatisfy { chosen[$0] == ($0 == lane ? others[$0] : 2) })
    }
  }

  @Test func `roots are those of each lane`() {
    var roots = RunLanes((0..<RunLanes.scalarCount).map { Double($0) })
    let before = roots
    roots.takeSquareRoot()
    #expect(roots.indices.allSatisfy { roots[$0] == before[$0].squareRoot() })
  }
}
