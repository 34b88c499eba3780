import Analysis
import GRPO
import Policies

/// One prompt under one setting, small enough for its exact law; told as the command that shows it.
struct RandomProblem: Hashable, Sendable, CustomStringConvertible {
  /// The shape of a sequence policy; nil for a bandit.
  struct Shape: Hashable, Sendable {
    let vocabulary: Int
    let length: Int
  }

  var shape: Shape?
  var logits: [Double]
  /// One for each arm, or each sequence.
  var rewards: [Double]
  var groupSize: Int
  var kind: AdvantageKind
  var ddof = 0
  var stabilizer = 0.0
  var family: NoiseFamily
  var sigma: Double
  /// Read by batch-standardized advantages only.
  var batchGroups = 2
  /// A mistake in what is measured, for negative controls; what is predicted does not see it.
  var planted: PlantedMistake?

  var policy: any Policy {
    get throws {
      guard let shape else { return try SoftmaxBandit(logits: logits) }
      return try SequencePolicy(
        vocabulary: shape.vocabulary, length: shape.length, logits: logits)
    }
  }

  var problem: Problem {
    get throws { try Problem(Prompt(name: "random", policy: policy, rewards: rewards)) }
  }

  var setting: Setting {
    get throws {
      try Setting(
        advantage: AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer),
        dither: Dither(family), sigma: sigma, groupSize: groupSize, batchGroups: batchGroups)
    }
  }

  /// The problem as it is measured: this one, unless a mistake is planted.
  var measured: RandomProblem { with { planted?.apply(to: &$0) } }

  /// The exact law of what is measured.
  func law() throws -> ExactMoments {
    try ExactLaw.moments(ProblemSet([measured.problem]), setting: measured.setting)
  }

  /// E g and E norm(g)^2 by the exact law.
  ///
  /// - Throws: `Property.NotKnown` where there is no such law.
  func moments() throws -> (gradient: [Double], second: Double) {
    let law = try law()
    return (try law.expectedGradient.known, try law.secondMoment.known)
  }

  /// Another problem, one thing changed.
  func with(_ change: (inout RandomProblem) -> Void) -> RandomProblem {
    var copy = self
    change(&copy)
    return copy
  }

  /// Distinct rewards, rising.
  var levels: [Double] { Set(rewards).sorted() }

  /// The command that shows this problem's exact moments.
  var command: String { (["redit"] + arguments).joined(separator: " ") }

  var description: String { command }

  /// Every digit counts: `description` of a Double reads back as the same number.
  var arguments: [String] {
    var words = ["exact"]
    if let shape {
      words += ["--policy", "sequence", "--vocabulary", "\(shape.vocabulary)"]
      words += ["--length", "\(shape.length)"]
    }
    words += ["--logits", list(logits), "--rewards", list(rewards), "--group-size", "\(groupSize)"]
    words += ["--sigma", short(sigma), "--advantage", kind.rawValue, "--noise", family.name]
    if kind.dividesByDeviation { words += ["--ddof", "\(ddof)"] }
    if kind.divides { words += ["--stabilizer", short(stabilizer)] }
    if let law = family.law as? StudentTNoise {
      words += ["--degrees-of-freedom", short(law.degreesOfFreedom)]
    }
    if kind == .batchStandardized { words += ["--batch-groups", "\(batchGroups)"] }
    return words
  }

  private func list(_ values: [Double]) -> String { values.map(short).joined(separator: ",") }

  private func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
