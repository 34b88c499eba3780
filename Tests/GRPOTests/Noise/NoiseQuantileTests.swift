import GRPO
import Testing

struct NoiseQuantileTests {
  /// The quantile undoes the distribution function, in the middle and in both tails.
  @Test(arguments: densities)
  func `quantiles undo the distribution function`(family: NoiseFamily) throws {
    for p in [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999] {
      let found = family.cumulative(at: try family.quantile(p))
      #expect(abs(found - p) < 1e-11 * p + 1e-15, "\(p) \(found)")
    }
  }

  @Test func `signs split the unit interval, no noise is 0`() throws {
    #expect(try [0.2, 0.7].map { try NoiseFamily.rademacher.quantile($0) } == [-1, 1])
    #expect(try NoiseFamily.none.quantile(0.3) == 0)
  }
}
