import Analysis
import GSL
public import Policies

extension AnyTrainingTask {
  /// The verifiable tasks that ``init(task:hidden:passRate:seed:weights:)`` knows.
  public static let taskNames = ["modular-addition", "parity", "brackets", "copy", "mixture"]

  /// One prompt for each policy, all tables of one shape; bandits of fewer arms than others get arms
  /// that are never drawn, as those of pass rates 0 and 1 need.
  ///
  /// - Throws: ``TrainingError`` when the shapes differ otherwise.
  public init(name: String, prompts: [Prompt]) throws {
    guard let first = prompts.first else { throw TrainingError("\(name): no prompts") }
    if let prompt = prompts.first(where: { !$0.policy.isEnumerable }) {
      throw TrainingError(
        "prompt \(prompt.name) has more than \(SequencePolicy.outcomeLimit) completions: too many to "
          + "learn from, as each is known by its number")
    }
    for prompt in prompts {
      let logits = prompt.policy.logits
      for (field, list) in [
        ("old_logits", prompt.oldLogits), ("reference_logits", prompt.referenceLogits),
      ] where list != nil && list != logits {
        throw TrainingError(
          "prompt \(prompt.name) has \(field): a run samples from the policy itself, and its reference is "
            + "the start")
      }
    }
    let areBandits = prompts.allSatisfy { $0.policy.length == 1 }
    let arms = prompts.map(\.policy.outcomeCount).max() ?? 0
    let alike = areBandits ? try prompts.map { try $0.padded(toArms: arms) } : prompts
    for prompt in alike where prompt.policy.outcomeCount != alike[0].policy.outcomeCount {
      throw TrainingError(
        "\(name): prompt \(prompt.name) has \(prompt.policy.outcomeCount) completions, the first "
          + "\(first.policy.outcomeCount); sequences are trained only where all prompts have as many"
      )
    }
    self = .tabular(try TrainingTask(name: name, prompts: alike))
  }

  /// A verifiable task learned by a recurrent network whose prompts share all parameters.
  ///
  /// The network is drawn from the seed and warmed on the task's solutions until its mean pass rate
  /// is the one asked for, so that easy, hard and silent prompts mix; all runs start there.
  ///
  /// - Parameters:
  ///   - name: one of ``taskNames``.
  ///   - hidden: state units, a positive multiple of 8.
  ///   - passRate: mean pass rate at the start, above 0 and below 1.
  ///   - weights: what correctness, format and progress count in the sum, with noise on each; nil for one
  ///     reward that is their plain sum.
  /// - Throws: ``TrainingError`` for an unknown name or a pass rate out of range, `PolicyError` for a
  ///   size out of range.
  public init(
    task name: String, hidden: Int = 16, passRate: Double = 0.3, seed: UInt64 = 1,
    weights: [Double]? = nil
  ) throws {
    guard passRate > 0, passRate < 1 else {
      throw TrainingError(
        "a warm start ends at a pass rate between 0 and 1, got \(passRate.plainText)")
    }
    let task = try Self.verifiable(name)
    var stream = RandomStream(seed: seed, stream: StreamNumber.warmStart.value)
    var policy = try NeuralSequencePolicy(
      prompts: task.prompts, vocabulary: task.vocabulary, length: task.length, hidden: hidden,
      using: &stream)
    policy.warm(on: task, WarmStart(passRate: passRate))
    let table = try RewardTable(task)
    let components = try weights.map { try Self.components(table, weights: $0) }
    let prompts = 0..<table.promptCount
    let rewards =
      components.map { components in
        let totals = components.totals
        return prompts.map {
          Array(totals[$0 * table.completionCount..<($0 + 1) * table.completionCount])
        }
      } ?? prompts.map { table.rewards(ofPrompt: $0) }
    self = .neural(
      try TrainingTask(name: name, policy: policy, rewards: rewards, components: components))
  }

  private static func components(
    _ table: RewardTable, weights: [Double]
  ) throws -> TaskComponents {
    guard weights.count == table.componentCount else {
      throw TrainingError(
        "\(VerifiableTask.componentNames.joined(separator: ", ")) need \(table.componentCount) weights, "
          + "got \(weights.count)")
    }
    if let weight = weights.first(where: { !$0.isFinite }) {
      throw TrainingError("weights must be finite, got \(weight.plainText)")
    }
    return TaskComponents(
      weights: weights,
      values: weights.indices.map { k in
        (0..<table.promptCount).flatMap { prompt in
          (0..<table.completionCount).map {
            table.component(k, prompt: prompt, completion: $0)
          }
        }
      })
  }

  /// The maxima of the reward components of a verifiable task that are not 0.
  ///
  /// - Throws: ``TrainingError`` for an unknown name.
  public static func componentMaxima(ofTask name: String) throws -> [Double] {
    try verifiable(name).componentMaxima.filter { $0 > 0 }
  }

  private static func mixture() throws -> VerifiableTask {
    let maxima = [1, 0.5, 0.5]
    return try .mixture(of: [
      .modularAddition(modulus: 3, componentMaxima: maxima),
      .bitParity(bits: 3, componentMaxima: maxima), .bracketMatching(componentMaxima: maxima),
    ])
  }

  private static func verifiable(_ name: String) throws -> VerifiableTask {
    switch name {
    case "modular-addition": try .modularAddition()
    case "parity": try .bitParity()
    case "brackets": try .bracketMatching()
    case "copy": try .formattedCopy()
    case "mixture": try mixture()
    default:
      throw TrainingError(
        "unknown task \(name); known: \(taskNames.joined(separator: ", "))")
    }
  }
}
