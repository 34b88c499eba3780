import GSL
import RealModule
import Testing

@Suite struct OrdinaryDifferentialEquationTests {
  private struct Interruption: Error {}

  @Test func `exponential growth of any rate`() throws {
    for rate in [-3, -0.5, 0, 0.7, 2.0] {
      let end = try OrdinaryDifferentialEquation.solve(from: [2], over: 0...3) { _, y, slope in
        slope[0] = rate * y[0]
      }
      let exact = 2 * Double.exp(3 * rate)
      #expect(abs(end[0] - exact) < 1e-10 * (1 + exact), "rate \(rate)")
    }
  }

  /// y'' = -y from (0, 1) is (sin, cos), which is back after 2 pi; it comes down through 1/2 at 5 pi/6.
  @Test func `a harmonic oscillator returns, and crosses levels when it should`() throws {
    let oscillator: OrdinaryDifferentialEquation.Field = { _, y, slope in
      slope[0] = y[1]
      slope[1] = -y[0]
    }
    let end = try OrdinaryDifferentialEquation.solve(from: [0, 1], over: 0...(2 * .pi), oscillator)
    #expect(abs(end[0]) < 1e-10 && abs(end[1] - 1) < 1e-10)
    for level in [0.1, 0.5, 0.9] {
      let time = try OrdinaryDifferentialEquation.firstTime(
        from: [1, 0], over: 0...10, when: { $0[0] - level }, oscillator)
      #expect(abs(try #require(time) - .acos(level)) < 1e-11, "level \(level)")
    }
  }

  /// y' = t from 0 is t^2 / 2: it reaches 2 at 2, counted from time 0 and not from the start.
  @Test func `the field sees the time`() throws {
    let time = try OrdinaryDifferentialEquation.firstTime(
      from: [0.5], over: 1...9, when: { 2 - $0[0] }
    ) { time, _, slope in slope[0] = time }
    #expect(abs(try #require(time) - 2) < 1e-12)
  }

  @Test func `an event at the start, at the end, and never`() throws {
    let unit: OrdinaryDifferentialEquation.Field = { _, _, slope in slope[0] = 1 }
    func time(of level: Double) throws -> Double? {
      try OrdinaryDifferentialEquation.firstTime(
        from: [0], over: 0...1, when: { $0[0] - level }, unit)
    }
    #expect(try time(of: 0) == 0)
    #expect(abs(try #require(try time(of: 1 - 1e-9)) - (1 - 1e-9)) < 1e-14)
    #expect(try time(of: 2) == nil)
  }

  /// A tolerance that were ignored would give the same error twice.
  @Test func `a smaller tolerance gives a smaller error`() throws {
    let errors = try [1e-4, 1e-10].map { tolerance in
      let end = try OrdinaryDifferentialEquation.solve(
        from: [1], over: 0...20, tolerance: tolerance
      ) { time, y, slope in slope[0] = y[0] * Double.cos(time) }
      return abs(end[0] - Double.exp(.sin(20)))
    }
    #expect(errors[0] > 1e-7)
    #expect(errors[1] < 1e-8)
  }

  @Test func `errors of the field come through, blow-ups are reported`() {
    #expect(throws: Interruption.self) {
      try OrdinaryDifferentialEquation.solve(from: [1], over: 0...1) { _, _, _ in
        throw Interruption()
      }
    }
    // y' = y^2 from 1 is 1 / (1 - t).
    #expect(throws: GSLError.self) {
      try OrdinaryDifferentialEquation.solve(from: [1], over: 0...2) { _, y, slope in
        slope[0] = y[0] * y[0]
      }
    }
  }
}
