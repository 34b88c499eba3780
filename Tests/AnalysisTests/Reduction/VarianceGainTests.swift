import GRPO
import Testing

@testable import Analysis

/// Where each method helps, and where it does not: the variance of plain sampling over that of the
/// method, for the estimate of tr Cov g from equally many groups, 65,536, seed 41.
///
/// Both come from at least 512 blocks, so that the logarithm of the gain has a standard error of at most
/// sqrt(2/511 + 2/511) = .088 (Sobol: 16 copies, .37). "Helps" is a gain above 1 by 5 of them, 1.56
/// (Sobol 6.4); "does not help" a gain that differs from 1 by less.
struct VarianceGainTests {
  struct Case: CustomTestStringConvertible {
    let method: SamplingMethod
    let passRate: Double
    let kind: AdvantageKind
    let sigma: Double
    let helps: Bool
    var testDescription: String { "\(method.name) p \(passRate) \(kind.rawValue) sigma \(sigma)" }
  }

  static let cases = [
    Case(method: .conditional, passRate: 0.01, kind: .standardized, sigma: 0.5, helps: true),
    Case(method: .conditional, passRate: 0.5, kind: .mean, sigma: 0.5, helps: true),
    // Without noise there is nothing to average; with little, rare successes rule.
    Case(method: .conditional, passRate: 0.5, kind: .mean, sigma: 0, helps: false),
    Case(method: .conditional, passRate: 0.01, kind: .mean, sigma: 0.05, helps: false),
    Case(method: .stratified, passRate: 0.01, kind: .mean, sigma: 0, helps: true),
    Case(method: .stratified, passRate: 0.01, kind: .standardized, sigma: 0, helps: true),
    // Silent groups receive as much as the others: the number correct explains nothing.
    Case(method: .stratified, passRate: 0.01, kind: .standardized, sigma: 0.05, helps: false),
    // Mirrored noise costs twice as much and cancels what is odd in it only.
    Case(method: .antithetic, passRate: 0.5, kind: .mean, sigma: 0, helps: false),
    Case(method: .antithetic, passRate: 0.01, kind: .standardized, sigma: 0.5, helps: false),
    Case(method: .sobol, passRate: 0.01, kind: .mean, sigma: 0, helps: true),
    Case(method: .sobol, passRate: 0.01, kind: .standardized, sigma: 0.05, helps: false),
    Case(
      method: [.conditional, .stratified], passRate: 0.01, kind: .mean, sigma: 0.05, helps: true),
    Case(
      method: [.conditional, .stratified, .sobol], passRate: 0.01, kind: .standardized,
      sigma: 0.5, helps: true),
  ]

  @Test(arguments: cases)
  func `a method helps where it says so`(item: Case) throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(item.kind), dither: Dither(.gaussian), sigma: item.sigma,
      groupSize: 8)
    let base = try ReductionCase.passRate(item.passRate)
    let problem = try ReductionCase(base.set.problems[0], [setting])
    let plain = try problem.run(.plain, groups: 65_536, seed: 41)[0].variance
    let reduced = try problem.run(item.method, groups: 65_536, seed: 41)[0].variance
    #expect(reduced.count <= 65_536)
    let ratio = plain.standardError / reduced.standardError
    let threshold = item.method.contains(.sobol) ? 6.4 : 1.56
    #expect(ratio.isFinite)
    #expect((ratio * ratio > threshold) == item.helps, "gain \(ratio * ratio)")
    if !item.helps { #expect(ratio * ratio > 1 / threshold, "gain \(ratio * ratio)") }
  }
}
