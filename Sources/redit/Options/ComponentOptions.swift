import ArgumentParser
import Policies

/// Rewards of several components.
struct ComponentOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Further components of the reward, 1 in this share of the completions and else 0, independent of \
      everything else: .95 for a format right in 95%.
      """, valueName: "p,p,..."))
  var otherPassRates: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      What each component of the reward counts in the sum (default: 1 each, or as the file has it). Noise \
      is drawn for every component, before weights.
      """, valueName: "w,w,..."))
  var weights: NumberList?

  /// The prompts with the further components and the weights.
  func applied(to prompts: [Prompt]) throws -> [Prompt] {
    guard otherPassRates != nil || weights != nil else { return prompts }
    // Rows of a table with the same pass rate are the same prompt but for name and weight.
    var known: [[Double]: Prompt] = [:]
    return try prompts.map { prompt in
      let key = prompt.policy.logits + prompt.rewards
      let isPlain = prompt.oldLogits == nil && prompt.referenceLogits == nil
      if isPlain, let found = known[key] {
        return try found.renamed(prompt.name, weight: prompt.weight)
      }
      let changed = try one(prompt)
      if isPlain { known[key] = changed }
      return changed
    }
  }

  private func one(_ prompt: Prompt) throws -> Prompt {
    if let rates = otherPassRates?.values {
      return try usage(weights == nil ? "--other-pass-rates" : "--other-pass-rates, --weights") {
        try prompt.adding(passRates: rates, weights: weights?.values)
      }
    }
    guard let weights = weights?.values else { return prompt }
    let count = prompt.rule.componentWeights.count
    guard count > 1 else {
      throw UsageError(
        "--weights: \(prompt.name) has one reward (--rewards 1/1,0/1,0/0 and --other-pass-rates make "
          + "several)")
    }
    return try usage("--weights") { try prompt.weighing(weights) }
  }
}
