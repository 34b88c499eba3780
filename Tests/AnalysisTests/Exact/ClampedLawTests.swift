import GRPO
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Clamps that can act: reinforce, linear advantages under Gaussian noise, groups of two.
struct ClampedLawTests {
  /// data/reference/clamped.csv in sixteen digits, another way to each number; 1e-9 of the clamp, and a clamp
  /// wrong by 1e-6 of itself must be refused, but in the one row whose clamp is out of reach: reward 1, uniform
  /// noise up to .05 sqrt 3, clamp 1.1.
  @Test func `clamped advantages agree with the reference table`() throws {
    var (rows, refused) = (0, 0)
    for row in try Reference.table("clamped.csv") {
      let clamp = try #require(Double(row["clamp"]!))
      #expect(try distance(row, clamp: clamp) < 1e-9 * max(1, clamp), "\(row)")
      if try distance(row, clamp: clamp * (1 + 1e-6)) > 1e-9 * max(1, clamp) { refused += 1 }
      rows += 1
    }
    #expect(rows == 68 && refused == 67, "\(refused) of \(rows)")
  }

  private func distance(_ row: [String: String], clamp: Double) throws -> Double {
    let value = { (column: String) in Double(row[column]!)! }
    let name = row["noise"]!
    let family =
      name.hasPrefix("student-t-")
      ? NoiseFamily.studentT(degreesOfFreedom: Double(name.dropFirst("student-t-".count))!)
      : try NoiseFamily(name: name)
    let (size, successes) = (Int(value("group_size")), Int(value("successes")))
    let setting = try Setting(
      advantage: AdvantageEstimator(
        #require(AdvantageKind(rawValue: row["kind"]!)), ddof: Int(value("ddof")),
        stabilizer: value("stabilizer"), clamp: clamp),
      dither: Dither(
        family, components: row["components"]!.split(separator: " ").map { Double($0)! }),
      sigma: value("sigma"), groupSize: size)
    var law = try GroupLaw(of: [0, 1], setting)
    try law.hold(counts: [size - successes, successes])
    let mean = law.mean(1)
    return max(
      abs(mean - value("first")), abs(law.variance(1) + mean * mean - value("second")),
      abs(law.covariance(0, 1) + law.mean(0) * mean - value("cross")))
  }

  static let settings: [(AdvantageKind, NoiseFamily, Int, Double)] = [
    (.reinforce, .laplace, 3, 0.7), (.mean, .gaussian, 5, 0.4), (.leaveOneOut, .gaussian, 3, 0.5),
    (.mean, .studentT(degreesOfFreedom: 5), 2, 0.3), (.standardized, .uniform, 2, 0.5),
    (.standardized, .gaussian, 2, 0.5),
  ]

  /// 200,000 groups each, seed 11, abs(z) <= 5: second moments are known to about 1%, and the clamp changes
  /// them by more, so that a law that forgets it must be refused. On policy, and with a clip that acts.
  @Test(arguments: settings, [false, true])
  func `simulated groups agree, and a law without the clamp does not`(
    setting: (AdvantageKind, NoiseFamily, Int, Double), isClipped: Bool
  ) throws {
    let prompt = try Prompt(
      name: "clamped", policy: SoftmaxBandit(logits: [0.5, -0.2, 0.1, 0.4]),
      rewards: [0, 1, 0.4, 1], oldLogits: isClipped ? [0, 0.4, 0.3, -0.1] : nil)
    let problem =
      isClipped
      ? try Problem(prompt, surrogate: Surrogate(clipRange: .standard)) : try Problem(prompt)
    let set = try ProblemSet([problem])
    let point = { (clamp: Double?) in
      try Setting(
        advantage: AdvantageEstimator(setting.0, ddof: 1, stabilizer: 0.05, clamp: clamp),
        dither: Dither(setting.1), sigma: 0.4, groupSize: setting.2)
    }
    let clamped = try point(setting.3)
    let exact = try ExactLaw.moments(set, setting: clamped)
    let gradient = try #require(exact.expectedGradient)
    let second = try #require(exact.secondMoment)
    let found = try Simulation(
      set, settings: [clamped], sampling: Sampling(groups: 200_000, seed: 11, threads: 2)
    ).run()[0].settings[0]
    for axis in gradient.indices {
      let estimate = found.projection(on: gradient.indices.map { $0 == axis ? 1.0 : 0 })
      let z = ZScore(estimate, against: gradient[axis])
      #expect(z.agrees(), "\(z)")
    }
    let z = ZScore(found.secondMoment, against: second)
    #expect(z.agrees(), "\(z)")
    // Without a clamp some of these have no law of an active clip.
    if let free = try ExactLaw.moments(set, setting: point(nil)).secondMoment {
      #expect(ZScore(found.secondMoment, against: free).differs())
    } else {
      #expect(isClipped)
    }
  }

  @Test func `what has no law says why`() throws {
    let prompt = try Prompt(
      name: "one", policy: SoftmaxBandit(logits: [0.5, -0.2]), rewards: [0, 1])
    let set = try ProblemSet([Problem(prompt)])
    let cases: [(AdvantageKind, Dither, Double, Int, String)] = [
      (.standardized, try Dither(.gaussian), 0.1, 4, "a clamp that can act on standardized"),
      (.mean, try Dither(.uniform), 0.1, 4, "a clamp that can act on mean"),
      (
        .reinforce, try Dither(.laplace, components: [2, 1]), 0.1, 4,
        "a clamp that can act on reinforce"
      ),
      (.mean, try Dither(.gaussian), 500.1, 4, "below 1/1000 of sigma"),
      (.leaveOneOutStandardized, try Dither(.gaussian), 0.1, 4, "a clamp that can act"),
    ]
    for (kind, dither, sigma, size, reason) in cases {
      let setting = try Setting(
        advantage: AdvantageEstimator(kind, stabilizer: 1e-4, clamp: 0.5), dither: dither,
        sigma: sigma, groupSize: size)
      let found = try ExactLaw.moments(set, setting: setting)
      #expect(found.expectedGradient == nil && found.notes.count == 1)
      #expect(found.notes.first?.contains(reason) == true, "\(found.notes)")
    }
  }

  /// A clamp out of reach changes nothing: mean advantages, Gaussian noise, the clamp at 40 deviations.
  @Test func `a clamp out of reach gives the law without one`() throws {
    for kind in [AdvantageKind.reinforce, .mean, .leaveOneOut] {
      let setting = { (clamp: Double?) in
        try Setting(
          advantage: AdvantageEstimator(kind, clamp: clamp), dither: Dither(.gaussian), sigma: 0.1,
          groupSize: 4)
      }
      var clamped = try GroupLaw(of: [0, 0.3, 1], setting(8))
      var free = try GroupLaw(of: [0, 0.3, 1], setting(nil))
      try clamped.hold(counts: [2, 1, 1])
      try free.hold(counts: [2, 1, 1])
      for l in 0..<3 {
        #expect(abs(clamped.mean(l) - free.mean(l)) < 1e-13)
        #expect(abs(clamped.variance(l) - free.variance(l)) < 1e-13)
        for m in 0..<l {
          #expect(abs(clamped.covariance(l, m) - free.covariance(l, m)) < 1e-13)
        }
      }
    }
  }
}
