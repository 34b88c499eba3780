import GSL
import RealModule
import Testing

@Suite struct SimplexMinimisationTests {
  @Test func `the valley of Rosenbrock has its lowest point at 1, 1`() throws {
    let found = try Minimisation.simplex(from: [-1.2, 1], step: 0.5, tolerance: 1e-10) { x in
      100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0])
    }
    #expect(abs(found.position[0] - 1) < 1e-6 && abs(found.position[1] - 1) < 1e-6)
    #expect(found.value < 1e-12)
  }

  @Test func `what the function throws comes out, and a value that is none is refused`() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try Minimisation.simplex(from: [0], step: 1) { _ in throw Stop() }
    }
    #expect(throws: GSLError.self) { try Minimisation.simplex(from: [0], step: 1) { _ in .nan } }
  }
}
