import GSL
public import Analysis

/// One way to train on one task: what noise is added to, to see what it does there.
public struct Regime: Sendable {
  /// The task that is learned.
  public let task: AnyTrainingTask
  /// The way to train, without noise.
  public let recipe: Recipe
  /// Length of the runs and what counts as learned.
  public let plan: RunPlan

  /// A regime.
  ///
  /// - Parameters:
  ///   - steps: steps of a run.
  ///   - share: how far on the way from V at the start to the best V counts as learned.
  ///   - stride: V is looked at after every so many steps.
  /// - Throws: ``TrainingError`` for a share that is not between 0 and 1, or a bad plan.
  public init(
    _ task: AnyTrainingTask, recipe: Recipe, steps: Int, share: Double = 0.8, stride: Int = 1
  ) throws {
    guard share > 0, share < 1 else {
      throw TrainingError(
        "the share that counts as learned is between 0 and 1, got \(share.plainText)")
    }
    let (start, best) = (task.initialValue, task.bestValue)
    guard start < best else {
      throw TrainingError(
        "\(task.name): nothing can be learned, V is \(start) at the start and best")
    }
    self.task = task
    self.recipe = recipe.undithered
    plan = try RunPlan(steps: steps, threshold: start + share * (best - start), stride: stride)
  }

  /// Runs without noise and with each of several, paired, and what the exact laws say about each.
  ///
  /// - Parameters:
  ///   - noises: what to add.
  ///   - runs: of each recipe, at least 2.
  ///   - progress: told the finished share.
  /// - Throws: `GSLError` where an interval cannot be computed.
  public func explore(
    _ noises: [RewardNoise], runs: Int, _ sampling: Sampling,
    progress: (Double) -> Void = { _ in }
  ) throws -> [RegimeCell] {
    cells(noises, try find(noises, runs: runs, sampling, progress: progress))
  }

  /// What ``explore(_:runs:_:progress:)`` finds, without what tells the regime and its noises.
  package func find(
    _ noises: [RewardNoise], runs: Int, _ sampling: Sampling,
    progress: (Double) -> Void = { _ in }
  ) throws -> RegimeFinding {
    let recipes = [recipe] + noises.map { recipe.with(noise: [$0]) }
    let outcome = task.compare(recipes, plan: plan, runs: runs, sampling, progress: progress)
    let rows = try outcome.rows(recipes)
    let explanations = rows.dropFirst().map { task.explain($0.recipe, plan: plan, sampling) }
    let choices = SigmaChoice.all(noises, rises: explanations.map(\.rise), outcome: outcome)
    return RegimeFinding(
      plain: rows[0].found,
      noises: noises.indices.map { index in
        .init(
          found: rows[index + 1].found, explanation: explanations[index], choice: choices[index])
      })
  }

  /// The cells of what was found here with these noises, one for each.
  package func cells(_ noises: [RewardNoise], _ finding: RegimeFinding) -> [RegimeCell] {
    let plain = ComparisonRow(recipe: recipe, found: finding.plain)
    return zip(noises, finding.noises).map { noise, finding in
      RegimeCell(
        regime: self, plain: plain,
        dithered: ComparisonRow(recipe: recipe.with(noise: [noise]), found: finding.found),
        explanation: finding.explanation, choice: finding.choice)
    }
  }
}

extension AnyTrainingTask {
  package func explain(_ recipe: Recipe, plan: RunPlan, _ sampling: Sampling) -> Explanation {
    switch self {
    case .tabular(let task):
      Explanation(task, recipe: recipe, plan: plan, sampling: sampling)
    case .neural(let task):
      Explanation(task, recipe: recipe, plan: plan, sampling: sampling)
    }
  }
}
