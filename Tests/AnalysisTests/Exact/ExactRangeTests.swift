import GRPO
import GSL
import Policies
import RealModule
import Testing

@testable import Analysis

/// Exact laws over extreme but legal numbers.
struct ExactRangeTests {
  private struct Draw: ~Copyable {
    var random: RandomStream

    /// `10^-range` to `10^range`, log-uniform.
    mutating func magnitude(_ range: Double) -> Double {
      .exp(Double.log(10) * range * (2 * random.uniform() - 1))
    }

    mutating func logit() -> Double {
      let kind = random.index(below: 6)
      let sign = random.index(below: 2) == 0 ? 1.0 : -1
      return sign * (kind == 0 ? 0 : kind < 4 ? 3 * random.uniform() : magnitude(300))
    }

    mutating func pick<T>(_ values: [T]) -> T { values[random.index(below: values.count)] }
  }

  private static func setting(_ draw: inout Draw, scale: Double) throws -> Setting {
    let kind = draw.pick(AdvantageKind.allCases)
    let family = draw.pick(
      [NoiseFamily.gaussian, .gaussian, .gaussian, .rademacher, .none, .laplace, .uniform])
    let isSlow = kind == .standardized && (family == .laplace || family == .uniform)
    let clamp = draw.pick([nil, nil, nil, 0.5, 1e-300, 1e300])
    let sigma = draw.pick([0, 0.1, 1, 1e-140, 1e140, draw.magnitude(149)])
    return try Setting(
      advantage: AdvantageEstimator(
        kind, ddof: draw.random.index(below: 2),
        stabilizer: draw.pick([0, 0, 1e-4, scale, draw.magnitude(300)]), clamp: clamp),
      dither: Dither(family),
      sigma: draw.pick([sigma, min(max(0.3 * scale, 1e-150), 1e150)]),
      groupSize: 3 + draw.random.index(below: isSlow ? 1 : 5), batchGroups: 2)
  }

  private static func problem(_ draw: inout Draw, scale: Double) throws -> Problem {
    let arms = 2 + draw.random.index(below: 3)
    let pattern = draw.pick([[0.0, 1, 1, 0], [0, 0.3, 1, 1], [-1, 0, 1, 1], [1, 1, 1, 1]])
    return try Problem(
      Prompt(
        name: "extreme", policy: SoftmaxBandit(logits: (0..<arms).map { _ in draw.logit() }),
        rewards: pattern.prefix(arms).map { scale * $0 }))
  }

  /// 2,000 settings, seed 17: no trap, no NaN, no variance below 0.
  @Test func `no number is NaN and no variance negative`() throws {
    var draw = Draw(random: RandomStream(seed: 17))
    var known = 0
    for _ in 0..<2000 {
      let scale = draw.pick([1, draw.magnitude(300)])
      let problem = try Self.problem(&draw, scale: scale)
      let setting = try Self.setting(&draw, scale: scale)
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let total = ExactTotal([(1, law, problem.valueGradient)])
      let numbers =
        [law.secondMoment, total.norm, total.variance, total.signalToNoise, total.cosine]
        + (law.expectedGradient ?? []) + (law.shrinkage ?? [])
      #expect(numbers.allSatisfy { $0?.isNaN != true }, "\(setting) \(problem.rewards)")
      #expect((total.variance ?? 0) >= 0 && abs(total.cosine ?? 0) <= 1)
      let isEmpty = law.expectedGradient == nil || total.variance == nil || total.cosine == nil
      #expect(
        !isEmpty || !law.notes.isEmpty || !total.notes.isEmpty, "an empty field without a note")
      if total.norm != nil { known += 1 }
    }
    #expect(known > 1200)
  }

  /// Rewards, sigma, stabilizer (and the clamp of what is not divided) times one number: 1,000
  /// ordinary settings, seed 19. The scale need not be a power of two, so rounding may differ.
  @Test func `laws know no unit of reward`() throws {
    var draw = Draw(random: RandomStream(seed: 19))
    var compared = 0
    for _ in 0..<1000 {
      let arms = 2 + draw.random.index(below: 2)
      let logits = (0..<arms).map { _ in 2 * draw.random.uniform() - 1 }
      let pattern = draw.pick([[0.0, 1, 0], [0, 0.3, 1], [1, -1, 0.5]])
      let kind = draw.pick(AdvantageKind.allCases.filter { $0 != .leaveOneOutStandardized })
      let family = draw.pick(
        [NoiseFamily.gaussian, .gaussian, .gaussian, .gaussian, .rademacher, .laplace])
      let (sigma, stabilizer) = (draw.pick([0, 0.3, 1.7]), draw.pick([0, 1e-4, 0.2]))
      let (ddof, groupSize) = (draw.random.index(below: 2), 3 + draw.random.index(below: 3))
      let scale = draw.magnitude(140)
      let find = { (unit: Double) in
        let problem = try Problem(
          Prompt(
            name: "scaled", policy: SoftmaxBandit(logits: logits),
            rewards: pattern.prefix(arms).map { unit * $0 }))
        let law = try ExactLaw.moments(
          ProblemSet([problem]),
          setting: Setting(
            advantage: AdvantageEstimator(kind, ddof: ddof, stabilizer: unit * stabilizer),
            dither: Dither(family), sigma: unit * sigma, groupSize: groupSize, batchGroups: 2))
        return (law, ExactTotal([(1, law, problem.valueGradient)]))
      }
      let (plain, scaled) = (try find(1), try find(scale))
      #expect((plain.0.expectedGradient == nil) == (scaled.0.expectedGradient == nil))
      guard let norm = plain.1.norm, let other = scaled.1.norm else { continue }
      let factor = kind.divides ? 1 : scale
      #expect(abs(other / factor - norm) <= 1e-9 * norm + 1e-15, "\(kind) \(family) \(scale)")
      for (a, b) in [
        (plain.1.signalToNoise, scaled.1.signalToNoise), (plain.1.cosine, scaled.1.cosine),
      ] {
        #expect((a == nil) == (b == nil))
        if let a, let b { #expect(abs(a - b) <= 1e-9 * abs(a), "\(kind) \(family) \(scale)") }
      }
      compared += 1
    }
    #expect(compared > 600)
  }
}
