import GRPO
import Testing

@Suite struct ClipRangeTests {
  @Test func `an asymmetric range clamps each side at its own edge`() throws {
    let range = try ClipRange(low: 0.2, high: 0.28)
    #expect(range == .dapo && range.low == 0.2 && range.high == 0.28)
    #expect(range.clamp(0.5) == 0.8 && range.clamp(1.25) == 1.25 && range.clamp(2) == 1.28)
    #expect(ClipRange.standard.clamp(1.25) == 1.2)
  }

  @Test func `an open side never clamps`() throws {
    let open = try ClipRange(low: .infinity, high: .infinity)
    #expect(open.clamp(1e9) == 1e9 && open.clamp(0) == 0)
    #expect(open.passesPositive(1e9) && open.passesNegative(0))
  }

  @Test(arguments: [(-0.1, 0.2), (1.5, 0.2), (0.2, -0.1), (.nan, 0.2), (0.2, .nan)])
  func `a range that is no trust region is refused`(low: Double, high: Double) {
    #expect(throws: GRPOError.self) { try ClipRange(low: low, high: high) }
  }

  // As PyTorch: clamp passes the gradient on its boundary, min shares it between equal arguments.
  @Test func `the gradient flows exactly at the edge and not one ulp beyond`() throws {
    let range = try ClipRange(low: 0.5, high: 0.25)
    let (lower, upper) = (0.5, 1.25)
    #expect(range.passesPositive(upper) && !range.passesPositive(upper.nextUp))
    #expect(range.passesNegative(lower) && !range.passesNegative(lower.nextDown))
    #expect(range.passesPositive(0.1) && range.passesNegative(9))
  }
}
