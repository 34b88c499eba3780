import GRPO
import GSL
import RealModule
import TestSupport
import Testing

/// `E[S^2 / (S + eps)^2]` for Gaussian noise, S the ddof 1 standard deviation of 8 draws: 7 S^2
/// over sigma^2 is chi-squared with 7 degrees of freedom.
private func silentEnergy(sigma: Double, stabilizer: Double) -> Double {
  let constant = Double.pow(2, 2.5) * .gamma(3.5)
  return DoubleExponential.integral(from: 0) { chi in
    let deviation = sigma * chi / .sqrt(7)
    let ratio = deviation / (deviation + stabilizer)
    return ratio * ratio * .pow(chi, 6) * .exp(-chi * chi / 2) / constant
  }
}

/// The mean squared advantage of silent groups of 8 against `energy`, over N = 20 000 groups, seed 8.
private func meanSquare(
  _ estimator: AdvantageEstimator, sigma: Double, against energy: Double
) -> ZScore {
  let silent = [Double](repeating: 1, count: 8)
  return ZScore(
    ditheredGroups(of: silent, sigma: sigma, seed: 8, count: 20_000).map { rewards in
      estimator.advantages(of: rewards).reduce(0) { $0 + $1 * $1 } / 8
    }, against: energy)
}

/// What training systems make of a dithered group.
@Suite struct PracticeTests {
  // root mean square = sqrt(7/8 E[S^2/(S+eps)^2])
  @Test(arguments: [
    ("trl", 0.05, 0.933), ("verl", 0.05, 0.935), ("openrlhf", 0.05, 0.935),
    ("trl", 1e-4, 0.456), ("trl", 1e-5, 0.084), ("trl", 1e-6, 0.009),
  ])
  func `a silent group is amplified to order one`(
    system: String, sigma: Double, rootMeanSquare: Double
  ) throws {
    let estimator = try AdvantagePreset(name: system).estimator
    let energy = 0.875 * silentEnergy(sigma: sigma, stabilizer: estimator.stabilizer)
    #expect(abs(energy.squareRoot() - rootMeanSquare) < 6e-4)
    let observed = meanSquare(estimator, sigma: sigma, against: energy)
    // abs(z) <= 5; standard error 1e-3 at sigma 1e-4, 7e-11 for openrlhf; rounding is below 2e-12.
    #expect(observed.agrees(), "\(system): \(observed)")
  }

  // sqrt(7/8) .05 = .0468
  @Test func `without the division it stays of the size of the noise`() throws {
    let expected = 0.875 * 0.0025
    let observed = meanSquare(
      try AdvantagePreset(name: "dr-grpo").estimator, sigma: 0.05, against: expected)
    #expect(abs(expected.squareRoot() - 0.047) < 5e-4)
    #expect(observed.agrees(), "\(observed)")
  }

  // claims.md, SilentGroups: eps 1e-4, G = 8, ddof 1
  @Test(arguments: [
    (1e-6, 9.8e-5, 0.05e-5), (1e-5, 0.0081, 5e-5), (1e-4, 0.237, 5e-4), (1e-3, 0.810, 5e-4),
    (1e-2, 0.978, 5e-4), (0.0289, 0.992, 5e-4),
  ])
  func `the crossover is at sigma of the order of the stabilizer`(
    sigma: Double, energy: Double, halfUnit: Double
  ) {
    #expect(abs(silentEnergy(sigma: sigma, stabilizer: 1e-4) - energy) <= halfUnit)
  }

  // a lone success at G = 16: others all 0, s = 0, so unscaled; others of a 0: mean 1/15,
  // s = sqrt((1/15)(14/15) 15/14) = sqrt(1/15)
  @Test func `NeMo-RL gives a raw lone success 1`() throws {
    let estimator = try AdvantagePreset(name: "nemo-rl").estimator
    let advantages = estimator.advantages(of: [1] + [Double](repeating: 0, count: 15))
    #expect(advantages[0] == 1)
    let failure = -1.0 / 15 / (Double.sqrt(1.0 / 15) + 1e-6)
    #expect(advantages[1...].allSatisfy { abs($0 - failure) < 1e-14 })
  }

  // Dithered, mean and s of the 15 others are independent: E A = E[1/s] = sqrt(7) Gamma(6.5) /
  // (Gamma(7) sigma) = 1.0579 / sigma (eps aside). N = 20 000, seed 9, abs(z) <= 5; standard
  // error .0015 relative, so 1.5% is seen for sure.
  @Test(arguments: [0.05, 0.01])
  func `dither makes the leave-one-out deviation explode`(sigma: Double) throws {
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1)
    let lone = [1.0] + [Double](repeating: 0, count: 15)
    let expected = Double.sqrt(7) * .gamma(6.5) / .gamma(7) / sigma
    let observed = ZScore(
      ditheredGroups(of: lone, sigma: sigma, seed: 9, count: 20_000).map {
        estimator.advantages(of: $0)[0]
      }, against: expected)
    #expect(abs(expected * sigma - 1.0579) < 5e-5)
    #expect(observed.agrees(), "\(observed)")
  }

  // Negative control: ddof 0 for ddof 1, or eps ten times too small, at sigma 1e-4.
  @Test func `a wrong ddof or a wrong stabilizer is refused`() throws {
    let energy = 0.875 * silentEnergy(sigma: 1e-4, stabilizer: 1e-4)
    let population = try AdvantageEstimator(.standardized, stabilizer: 1e-4)
    #expect(meanSquare(population, sigma: 1e-4, against: energy).differs())
    let bare = try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-5)
    #expect(meanSquare(bare, sigma: 1e-4, against: energy).differs())
  }
}
