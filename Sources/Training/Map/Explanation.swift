import Analysis
import GRPO
import Policies

/// What the exact laws say about a recipe at the start of a run, to set beside what training found.
public struct Explanation: Hashable, Codable, Sendable {
  /// Probability that the raw rewards of a group are all equal, mean over prompts.
  public var silentShare = 0.0
  /// Share of the dither in the energy of the advantages, mean over prompts; nil where no law is known.
  public var noiseShare: Double?
  /// `E g . grad V` with the dither over that without it: the speed that is left; nil where no law is
  /// known.
  public var gain: Double?
  /// Cosine between E g with the dither and grad V; nil where no law is known or one of them is 0.
  ///
  /// It tells where dither can speed learning up many times: near-ties that a division by the group's
  /// deviation blows up turn E g away from grad V, and noise far larger than they are turns it back.
  public var cosine: Double?
  /// Cosine between E g and grad V at the start without the dither.
  public var cosinePlain: Double?
  /// What the dither adds to V in one step of SGD, beyond the gradient (claim ExplorationDrift); nil
  /// but for bandits, SGD, advantages less a mean, and noise on rewards that is independent.
  public var drift: Double?
  /// Rise of V by one step of SGD with the dither over that without it, to second order (claim
  /// OneStepImprovement); nil but for one bandit, one group and one step of SGD, and known laws.
  public var rise: Double?
  /// Restricted mean steps until a policy that sees equal rewards only, hence noise alone, has lost
  /// 95% of its entropy.
  public var collapseSteps = 0.0
}

extension Explanation {
  /// Runs behind `collapseSteps`.
  package static let collapseRuns = 16

  init<P: PromptedPolicy>(
    _ task: TrainingTask<P>, recipe: Recipe, plan: RunPlan, sampling: Sampling
  ) {
    let setting = recipe.setting(
      deviations: recipe.noise.map(\.sigma), promptCount: task.policy.promptCount)
    let prompts = PromptLevels.all(of: task)
    let size = recipe.rollout.groupSize
    silentShare = prompts.enumerated().reduce(0) { total, prompt in
      total + task.share(ofPrompt: prompt.offset)
        * prompt.element.probabilities.reduce(0) { $0 + power($1, size) }
    }
    if let setting {
      let weights = task.components?.weights
      let summed = (try? setting.resolved(weights: weights)).flatMap {
        $0.aggregation == .summed ? $0 : nil
      }
      noiseShare = prompts.enumerated().reduce(0.0) { total, numbered in
        let (index, prompt) = numbered
        guard
          let total, let summed,
          let own = AdvantageEnergy.noiseShare(
            levels: prompt.levels, probabilities: prompt.probabilities, setting: summed)
        else { return nil }
        return total + task.share(ofPrompt: index) * own
      }
      let bias = GradientBias(task, rollout: recipe.rollout, workLimit: 4_000_000)
      gain = bias?.gain(task.policy, setting: setting)
      cosine = bias?.cosine(task.policy, setting: setting)
      cosinePlain = (try? setting.undithered()).flatMap {
        bias?.cosine(task.policy, setting: $0)
      }
    }
    drift = Self.drift(task, recipe)
    rise = setting.flatMap { try? Self.rise(task, recipe, $0) }
    collapseSteps = Self.collapseSteps(task, recipe, plan, sampling)
  }

  /// `sum_q w_q v_q eta^2 / 2 c sigma^2 tr(F Hess V_q)`, with the `c` of the advantage, the shares w of
  /// the prompts and the mean squared weight v of a prompt's group in the gradient: `w_q^2` where a step
  /// takes every prompt once, `w_q / B` where it draws B.
  private static func drift<P: PromptedPolicy>(
    _ task: TrainingTask<P>, _ recipe: Recipe
  ) -> Double? {
    guard recipe.update.optimizer == .sgd, task.policy.length == 1, recipe.noise.count <= 1,
      recipe.noise.allSatisfy({ $0.isSilent || $0.dither.isPlain }),
      // Verdicts that err are noise of their own.
      task.observed == nil,
      // A bandit for each prompt: parameters that are shared would have another F and Hessian.
      task.policy.parameterCount == task.policy.promptCount * task.policy.vocabulary,
      [.mean, .leaveOneOut].contains(recipe.advantage.kind), recipe.advantage.isLinear,
      recipe.whitening == nil, recipe.update.innerSteps == 1
    else { return nil }
    let factor = AddedVariance.factor(
      recipe.advantage.kind, groupSize: recipe.rollout.groupSize)
    // Linear advantages see the noise of the sum.
    let norm =
      task.components.flatMap { components in
        recipe.noise.first.flatMap {
          ComponentNoiseSizes.norm($0.dither, weights: components.weights)
        }
      } ?? 1
    let sigma = norm * (recipe.noise.first?.sigma ?? 0)
    let step = recipe.update.learningRate.peak
    var (workspace, total) = (task.policy.makeWorkspace(), 0.0)
    var probabilities = [Double](repeating: 0, count: task.policy.completionCount)
    for prompt in 0..<task.policy.promptCount {
      task.policy.probabilities(prompt: prompt, into: &probabilities, workspace: &workspace)
      let share = task.share(ofPrompt: prompt)
      let square = recipe.rollout.promptsPerStep.map { share / Double($0) } ?? share * share
      total +=
        share * square * ExplorationDrift.trace(probabilities, task.rewards(ofPrompt: prompt))
    }
    return 0.5 * step * step * factor * sigma * sigma * total
  }

  private static func rise<P: PromptedPolicy>(
    _ task: TrainingTask<P>, _ recipe: Recipe, _ setting: Setting
  ) throws -> Double? {
    guard recipe.update.optimizer == .sgd, recipe.update.gradientNormLimit == nil,
      task.policy.promptCount == 1, task.policy.length == 1, recipe.update.innerSteps == 1,
      (recipe.rollout.promptsPerStep ?? 1) == 1
    else { return nil }
    let problem = try task.problem(ofPrompt: 0, policy: task.policy.prompt(0))
    let found = try StepImprovement.exact(problem, [setting.undithered(), setting])
    let rate = recipe.update.learningRate.peak
    guard let plain = found[0]?.value(rate: rate), let dithered = found[1]?.value(rate: rate)
    else { return nil }
    return plain > 0 ? dithered / plain : nil
  }

  private static func collapseSteps<P: PromptedPolicy>(
    _ task: TrainingTask<P>, _ recipe: Recipe, _ plan: RunPlan, _ sampling: Sampling
  ) -> Double {
    var watching = plan
    watching.watchesEntropy = true
    let outcome = Comparison(task.silenced, recipes: [recipe], plan: watching)
      // Numbers of their own: comparisons begin at 0, and run numbers end at 2^30.
      .run(collapseRuns, sampling, first: 1 << 29)
    let times = outcome.summaries[0].map { run in
      SurvivalCurve.Time(
        time: Double(run.sureAfter ?? plan.steps), isObserved: run.sureAfter != nil)
    }
    return SurvivalCurve(times).restrictedMean(to: Double(plan.steps))
  }
}

/// The distinct rewards of a prompt with their probabilities at the start.
private struct PromptLevels {
  let levels: [Double]
  let probabilities: [Double]

  static func all<P: PromptedPolicy>(of task: TrainingTask<P>) -> [PromptLevels] {
    var workspace = task.policy.makeWorkspace()
    var values = [Double](repeating: 0, count: task.policy.completionCount)
    return (0..<task.policy.promptCount).map { prompt in
      task.policy.probabilities(prompt: prompt, into: &values, workspace: &workspace)
      var sums: [Double: Double] = [:]
      for (reward, p) in zip(task.rewards(ofPrompt: prompt), values) {
        guard let observed = task.observed else {
          sums[reward, default: 0] += p
          continue
        }
        for seen in observed.law(of: reward) {
          sums[seen.reward, default: 0] += p * seen.probability
        }
      }
      let levels = sums.keys.sorted()
      return PromptLevels(levels: levels, probabilities: levels.map { sums[$0]! })
    }
  }
}
