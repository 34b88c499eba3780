import ArgumentParser
import Policies
import Training

/// Bandits of a map by their arms.
struct BanditOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "In place of pass rates: rewards of the arms of a bandit; repeat for several.",
      valueName: "x,x,..."))
  var rewards: [NumberList] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Logits of the arms, as often as --rewards, or several for the same rewards (default: all 0). \
      --logits=0,0,-5.5 --rewards=0,0.001,1 is a near-tie: there noise can save nine tenths of the steps.
      """, valueName: "x,x,..."))
  var logits: [NumberList] = []

  /// The bandits, each named by its arms.
  func tasks(_ components: ComponentOptions) throws -> [AnyTrainingTask] {
    if rewards.isEmpty, !logits.isEmpty { throw UsageError("--logits: needs --rewards") }
    guard logits.count <= 1 || rewards.count == 1 || logits.count == rewards.count else {
      throw UsageError(
        "--logits, --rewards: as many of the one as of the other, got \(logits.count) and "
          + "\(rewards.count)")
    }
    let pairs = (0..<max(rewards.count, rewards.isEmpty ? 0 : logits.count)).map { index in
      let own = rewards[rewards.count == 1 ? 0 : index].values
      let equal = own.map { _ in 0.0 }
      let given = logits.isEmpty ? equal : logits[logits.count == 1 ? 0 : index].values
      return (logits: given, rewards: own)
    }
    return try pairs.map { pair in
      try usage("--logits, --rewards") {
        let name = Self.name(logits: pair.logits, rewards: pair.rewards)
        let prompt = try Prompt(
          name: name, policy: SoftmaxBandit(logits: pair.logits), rewards: pair.rewards)
        return try AnyTrainingTask(name: name, prompts: components.applied(to: [prompt]))
      }
    }
  }

  /// `logits 0 0 -5.5 rewards 0 0.001 1`.
  static func name(logits: [Double], rewards: [Double]) -> String {
    "logits \(text(logits)) rewards \(text(rewards))"
  }

  private static func text(_ numbers: [Double]) -> String {
    numbers.map { NumberText.short($0) }.joined(separator: " ")
  }
}
