import GSL
import RealModule
import Testing

@Suite struct SearchTests {
  private struct Interruption: Error {}

  @Test func `Brent finds a zero to the last places`() throws {
    let root = try RootFinding.brent(in: 0...2) { Double.cos($0) }
    #expect(abs(root - .pi / 2) <= 4 * root.ulp)
    #expect(try RootFinding.brent(in: -1...1) { $0 * $0 * $0 } == 0)
    #expect(try RootFinding.brent(in: 0...5) { $0 - 5 } == 5)
  }

  @Test func `a range without a change of sign is refused`() {
    #expect(throws: GSLError.self) { try RootFinding.brent(in: 1...2) { $0 } }
    #expect(throws: GSLError.self) { try RootFinding.brent(in: -1...1) { _ in .nan } }
    #expect(throws: Interruption.self) {
      try RootFinding.brent(in: -1...1) { _ in throw Interruption() }
    }
  }

  @Test func `Brent finds a minimum to the root of the precision`() throws {
    // x log x is least at 1/e, where it is -1/e.
    let minimum = try Minimisation.brent(in: 0.01...3, guess: 0.5) { $0 * Double.log($0) }
    #expect(abs(minimum.position - Double.exp(-1)) < 1e-7)
    #expect(abs(minimum.value + Double.exp(-1)) < 1e-14)
  }

  @Test func `a guess that brackets no minimum is refused`() {
    #expect(throws: GSLError.self) { try Minimisation.brent(in: 0...1, guess: 0.5) { $0 } }
    #expect(throws: Interruption.self) {
      try Minimisation.brent(in: 0...1, guess: 0.5) { _ in throw Interruption() }
    }
  }
}
