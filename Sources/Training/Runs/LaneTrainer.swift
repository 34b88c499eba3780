import Analysis
import GRPO
import GSL
import Policies
import RealModule

/// Runs of one recipe on bandits, side by side: every number of a run is, bit for bit, the one that
/// ``Trainer`` comes to.
///
/// For softmax laws of one token, all prompts in every step, rewards as they are, at most one noise on
/// them, no filter, and one step on each batch without penalty; see ``takes(_:on:_:)``.
final class LaneTrainer {
  let recipe: Recipe
  /// What its noise is drawn from; nil without noise.
  let kind: LaneDraws.Kind?
  let policy: LanePolicy
  let group: LaneGroup
  private let update: Update
  private let sizes: NoiseSizes?
  private let isMultiplicative: Bool
  private let steps: Int
  /// What the advantage of a completion is multiplied by, by prompt, with the sign of `p - e`.
  private let factors: [Double]
  private let largestSquare = LaneTrainer.largestSquare
  private let gradient: Buffer<RunLanes>
  private let optimizer: LaneOptimizer
  // In memory of their own, as variables of a class are checked for another user at every touch.
  private let alive = Buffer(repeating: ~LaneMask.zero, count: 1)
  private let squaredNorms = Buffer(repeating: RunLanes.zero, count: 1)
  private let mistakes = Buffer<LaneSlip?>(repeating: nil, count: 1)

  /// Whether runs of the recipe go side by side.
  static func takes(
    _ recipe: Recipe, on task: TrainingTask<TabularPolicies>, _ sampling: Sampling
  ) -> Bool {
    let (update, noises) = (recipe.update, recipe.noise.filter { !$0.isSilent })
    return task.policy.length == 1 && task.components == nil && task.observed == nil
      && recipe.rollout.promptsPerStep == nil && recipe.rollout.filter == .none
      && recipe.whitening == nil && recipe.advantage.kind != .batchStandardized
      && update.innerSteps == 1 && update.surrogate.klCoefficient == 0
      && noises.count <= 1 && noises.allSatisfy { $0.dither.mode != .onAdvantages }
      && !sampling.faults.isPlanted
  }

  /// Nil for what is not done in lanes, as ``takes(_:on:_:)`` says.
  ///
  /// - Parameter steps: length of the runs.
  init?(
    _ task: TrainingTask<TabularPolicies>, recipe: Recipe, steps: Int, sampling: Sampling
  ) {
    guard Self.takes(recipe, on: task, sampling) else { return nil }
    let noises = recipe.noise.filter { !$0.isSilent }
    self.recipe = recipe
    self.steps = steps
    update = recipe.update
    kind = noises.first.map { .init(dither: $0.dither, groupSize: recipe.rollout.groupSize) }
    sizes = noises.first?.deviations(steps: steps)
    isMultiplicative = noises.first?.dither.mode == .multiplicative
    factors = Self.factors(task.weights, recipe)
    policy = LanePolicy(task)
    group = LaneGroup(size: recipe.rollout.groupSize)
    gradient = Buffer(repeating: .zero, count: policy.parameterCount)
    optimizer = LaneOptimizer(recipe.update.optimizer, parameterCount: policy.parameterCount)
  }

  /// As ``Ascent`` shares the gradient out.
  private static func factors(_ weights: [Double], _ recipe: Recipe) -> [Double] {
    let size = Double(recipe.rollout.groupSize)
    var (kept, tokens) = (0.0, 0.0)
    for weight in weights {
      kept += weight
      tokens += weight * size
    }
    let isTokenMean = recipe.update.surrogate.lossAggregation == .tokenMean
    let whole = isTokenMean ? 1 / tokens : 1 / (kept * size)
    return weights.map { -(whole * $0) }
  }

  /// Goes back to the start of a run.
  func restart() {
    policy.restart()
    optimizer.restart()
    isAlive = ~.zero
  }

  /// Draws the group of a prompt, with noise on its rewards.
  ///
  /// - Parameters:
  ///   - uniforms: by completion, those of a prompt after those of the one before.
  ///   - noise: by completion, of variance 1; nil without noise.
  private func draw(
    _ step: Int, prompt: Int, uniforms: UnsafePointer<RunLanes>, noise: UnsafePointer<RunLanes>?
  ) {
    let (size, first) = (sizes?[step] ?? 0, prompt * group.size)
    policy.sample(group, prompt: prompt, uniforms + first)
    if let mistake, mistake.step == step { plant(mistake) }
    if size > 0, let noise {
      group.dither(noise + first, size: size, isMultiplicative: isMultiplicative)
    }
  }

  /// Begins what ``weigh(prompt:)`` ends.
  private func centre() { group.centre(recipe.advantage) }

  /// Writes what the group of a prompt weighs in the gradient.
  private func weigh(prompt: Int) { group.weigh(recipe.advantage, factor: factors[prompt]) }

  /// Writes a prompt's part of the gradient.
  private func fillScores(prompt: Int) {
    policy.fillScores(gradient.pointer(length: policy.parameterCount), group, prompt: prompt)
  }

  /// The least number whose root is at the limit of `Trainer`: no root is needed to compare with it.
  private static let largestSquare: Double = {
    var square = 1e200
    while square.squareRoot() >= 1e100 { square = square.nextDown }
    while square.squareRoot() < 1e100 { square = square.nextUp }
    return square
  }()

  private func move(_ step: Int) {
    let gradient = UnsafePointer(gradient.pointer(length: policy.parameterCount))
    var squares = RunLanes.zero
    for i in 0..<policy.parameterCount { squares = squares + gradient[i] * gradient[i] }
    squaredNorms[0] = squares
    isAlive &= squares.isSmaller(than: largestSquare)
    var scale = RunLanes(repeating: 1)
    if let limit = update.gradientNormLimit {
      var norm = squares
      norm.takeSquareRoot()
      let factor = limit / (norm + 1e-6)
      scale = scale.or(factor, where: factor.isBelow(scale))
    }
    optimizer.move(
      policy.parameters.pointer(length: policy.parameterCount), gradient: gradient, scale: scale,
      rate: update.learningRate.rate(at: step, of: steps), steps: step + 1, where: isAlive)
  }
}

extension LaneTrainer {
  /// Takes one step of several recipes on the same task, stage by stage: in each a result waits for the one before,
  /// and the stage of the next recipe goes on meanwhile.
  ///
  /// - Parameter uniforms: by completion, those of a prompt after those of the one before.
  static func step(
    _ steppers: [LaneStepper], _ step: Int, promptCount: Int, uniforms: UnsafePointer<RunLanes>
  ) {
    for prompt in 0..<promptCount {
      forEach(steppers) { $0.draw(step, prompt: prompt, uniforms: uniforms, noise: $1) }
      forEach(steppers) { trainer, _ in trainer.centre() }
      forEach(steppers) { trainer, _ in trainer.weigh(prompt: prompt) }
      forEach(steppers) { trainer, _ in trainer.fillScores(prompt: prompt) }
    }
    forEach(steppers) { trainer, _ in trainer.move(step) }
    forEach(steppers) { trainer, _ in trainer.policy.normalize() }
  }

  @inline(__always)
  private static func forEach(
    _ steppers: [LaneStepper], _ body: (LaneTrainer, UnsafePointer<RunLanes>?) -> Void
  ) {
    for stepper in steppers {
      stepper.trainer._withUnsafeGuaranteedRef { body($0, stepper.noise) }
    }
  }

  /// Where a run has not left the finite numbers.
  var isAlive: LaneMask {
    get { alive[0] }
    set { alive[0] = newValue }
  }

  /// Norms of the gradients of the last step, squared.
  var squares: RunLanes { squaredNorms[0] }

  /// What goes wrong; in negative controls only.
  var mistake: LaneSlip? {
    get { mistakes[0] }
    set { mistakes[0] = newValue }
  }

  /// The parameters of one run.
  func parameters(lane: Int) -> [Double] {
    (0..<policy.parameterCount).map { policy.parameters[$0][lane] }
  }

  /// What the optimiser of one run remembers.
  func memory(lane: Int) -> Optimizer.Memory { optimizer.memory(lane: lane) }

  /// Goes to where runs were stopped, all after as many steps.
  ///
  /// - Parameter runs: by lane.
  func resume(_ runs: [(parameters: [Double], memory: Optimizer.Memory, hasDiverged: Bool)]) {
    restart()
    for (lane, run) in runs.enumerated() {
      for i in run.parameters.indices { policy.parameters[i][lane] = run.parameters[i] }
      optimizer.resume(run.memory, lane: lane)
      if run.hasDiverged { isAlive[lane] = 0 }
    }
    policy.normalize()
  }
}
