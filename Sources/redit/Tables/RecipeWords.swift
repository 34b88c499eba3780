import GRPO
import Training

/// What the rows of training say of a recipe in words.
enum RecipeWords {
  /// All that no other column tells: ratio and clip, KL term, whitening, filter, norm limit, prompts per
  /// step; `on policy` when plain.
  static func objective(_ recipe: Recipe) -> String {
    let (update, surrogate) = (recipe.update, recipe.update.surrogate)
    var words = [ratio(surrogate, innerSteps: update.innerSteps)]
    if let aggregation = surrogate.aggregationWords { words.append(aggregation) }
    if surrogate.klCoefficient > 0 {
      words.append(
        "KL \(surrogate.klCoefficient) (\(surrogate.klEstimator.rawValue)) to the start")
    }
    if let whitening = recipe.whitening { words.append("whitened as \(whitening.rawValue)") }
    let rollout = recipe.rollout
    if rollout.filter != .none {
      words.append("filter \(rollout.filter.rawValue), at most \(rollout.maximumDraws) draws")
    }
    if let limit = update.gradientNormLimit, limit < .infinity {
      words.append("gradient norm at most \(NumberText.short(limit))")
    }
    if let prompts = rollout.promptsPerStep { words.append("\(prompts) prompts drawn a step") }
    return (words + rate(update.learningRate) + noise(recipe)).joined(separator: "; ")
  }

  /// In the first step on a batch every ratio is 1, and no clip acts.
  private static func ratio(_ surrogate: Surrogate, innerSteps: Int) -> String {
    guard innerSteps > 1 else { return "on policy" }
    return "\(innerSteps) steps a batch, \(surrogate.ratioWords)"
  }

  private static func rate(_ rate: LearningRate) -> [String] {
    let decay = rate.decay == .constant ? [] : ["\(rate.decay.rawValue) decay"]
    return decay + (rate.warmUp > 0 ? ["\(rate.warmUp) steps of warm-up"] : [])
  }

  private static func noise(_ recipe: Recipe) -> [String] {
    guard let dither = recipe.noise.first?.dither else { return [] }
    var words = dither.family.parameterWords
    if dither.components.count > 1 {
      let list = dither.components.map { NumberText.short($0) }.joined(separator: " ")
      words.append("components \(list)")
    }
    return words
  }
}
