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
  let armCount: Int
  let promptCount: Int
  /// What its noise is drawn from; nil without noise.
  let kind: LaneDraws.Kind?
  private let task: TrainingTask<TabularPolicies>
  private let advantage: AdvantageEstimator
  private let sizes: NoiseSizes?
  private let isMultiplicative: Bool
  private let steps: Int
  private let groupSize: Int
  /// What the advantage of a completion is multiplied by, by prompt.
  private let shares: [Double]
  private var optimizer: LaneOptimizer
  // In memory of their own, as arrays of a class are checked for another user at every touch.
  private let parameters: Buffer<RunLanes>
  private let probabilities: Buffer<RunLanes>
  /// `p - 1`.
  private let complements: Buffer<RunLanes>
  private let gradient: Buffer<RunLanes>
  /// Of each completion of a group.
  private let arms: Buffer<LaneMask>
  private let rewards: Buffer<RunLanes>
  private let advantages: Buffer<RunLanes>
  private let trueRewards: Buffer<Double>
  /// What goes wrong at one step in one lane; in negative controls only.
  var mistake: (kind: Mistake, step: Int, lane: Int)?
  /// Where a run has not left the finite numbers.
  private(set) var isAlive = ~LaneMask.zero

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
  init?(
    _ task: TrainingTask<TabularPolicies>, recipe: Recipe, plan: RunPlan, sampling: Sampling
  ) {
    guard Self.takes(recipe, on: task, sampling) else { return nil }
    let noises = recipe.noise.filter { !$0.isSilent }
    self.task = task
    self.recipe = recipe
    advantage = recipe.advantage
    armCount = task.policy.vocabulary
    promptCount = task.policy.promptCount
    groupSize = recipe.rollout.groupSize
    steps = plan.steps
    kind = noises.first.map { .init(dither: $0.dither, groupSize: recipe.rollout.groupSize) }
    sizes = noises.first?.deviations(steps: plan.steps)
    isMultiplicative = noises.first?.dither.mode == .multiplicative
    shares = Self.shares(task.weights, recipe)
    let count = task.policy.parameterCount
    parameters = Buffer(repeating: .zero, count: count)
    probabilities = Buffer(repeating: .zero, count: count)
    complements = Buffer(repeating: .zero, count: count)
    gradient = Buffer(repeating: .zero, count: count)
    arms = Buffer(repeating: .zero, count: groupSize)
    rewards = Buffer(repeating: .zero, count: groupSize)
    advantages = Buffer(repeating: .zero, count: groupSize)
    trueRewards = Buffer(task.rewards)
    optimizer = LaneOptimizer(recipe.update.optimizer, parameterCount: count)
    restart()
  }

  private var parameterCount: Int { promptCount * armCount }

  /// As ``Ascent`` shares the gradient out.
  private static func shares(_ weights: [Double], _ recipe: Recipe) -> [Double] {
    let size = Double(recipe.rollout.groupSize)
    var (kept, tokens) = (0.0, 0.0)
    for weight in weights {
      kept += weight
      tokens += weight * size
    }
    let isTokenMean = recipe.update.surrogate.lossAggregation == .tokenMean
    let whole = isTokenMean ? 1 / tokens : 1 / (kept * size)
    return weights.map { whole * $0 }
  }

  /// Goes back to the start of a run.
  func restart() {
    let start = task.policy.parameters
    for i in start.indices { parameters[i] = RunLanes(repeating: start[i]) }
    optimizer.restart()
    isAlive = ~.zero
    normalize()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - uniforms: by completion, those of a prompt after those of the one before.
  ///   - noise: by completion, of variance 1; nil without noise.
  func step(
    _ step: Int, uniforms: UnsafePointer<RunLanes>, noise: UnsafePointer<RunLanes>?
  ) {
    let size = sizes?[step] ?? 0
    for prompt in 0..<promptCount {
      let first = prompt * groupSize
      sample(prompt, uniforms + first)
      if let mistake, mistake.step == step { plant(mistake.kind, mistake.lane) }
      if size > 0, let noise { dither(noise + first, size: size) }
      grade(prompt)
      accumulate(prompt)
    }
    move(step)
    normalize()
  }

  /// Draws arms by inversion of the distribution function: an arm is the number of those whose
  /// probabilities leave something of the uniform variate.
  private func sample(_ prompt: Int, _ uniforms: UnsafePointer<RunLanes>) {
    let (last, first) = (armCount - 1, prompt * armCount)
    let law = probabilities.pointer(at: first, length: armCount)
    let seen = trueRewards.pointer(at: first, length: armCount)
    let arms = arms.pointer(length: groupSize)
    let rewards = rewards.pointer(length: groupSize)
    var isLeft = LaneMask.zero
    for slot in 0..<groupSize {
      // Neither the variate nor what is left of it is ever -0 or NaN: signs say what is used up.
      var (remaining, arm) = (uniforms[slot], LaneMask(repeating: Int64(last)))
      var reward = RunLanes(repeating: seen[0])
      for next in 0..<last {
        remaining = remaining - law[next]
        let isUsedUp = remaining.signs
        arm = arm &+ isUsedUp
        reward = RunLanes(repeating: seen[next &+ 1]).or(reward, where: isUsedUp)
      }
      remaining = remaining - law[last]
      arms[slot] = arm
      rewards[slot] = reward
      isLeft |= ~remaining.bits
    }
    // Rounding left a remainder after the last arm.
    if isLeft.signs.isAnywhere { giveRemainders(prompt, uniforms) }
  }

  /// Gives what is left of a variate to the last arm that is possible.
  private func giveRemainders(_ prompt: Int, _ uniforms: UnsafePointer<RunLanes>) {
    let law = probabilities.pointer(at: prompt * armCount, length: armCount)
    for slot in 0..<groupSize {
      var remaining = uniforms[slot]
      for index in 0..<armCount { remaining = remaining - law[index] }
      let isUsedUp = remaining.signs
      for lane in isUsedUp.indices where isUsedUp[lane] == 0 {
        var possible = armCount - 1
        while law[possible][lane] == 0 { possible -= 1 }
        arms[slot][lane] = Int64(possible)
        rewards[slot][lane] = trueRewards[prompt * armCount + possible]
      }
    }
  }

  private func dither(_ noise: UnsafePointer<RunLanes>, size: Double) {
    let rewards = rewards.pointer(length: groupSize)
    if isMultiplicative {
      for slot in 0..<groupSize {
        rewards[slot] = rewards[slot] + size * noise[slot] * rewards[slot]
      }
    } else {
      for slot in 0..<groupSize { rewards[slot] = rewards[slot] + size * noise[slot] }
    }
  }

  /// Writes what each completion weighs in the gradient, with the sign of `p - e_arm`.
  private func grade(_ prompt: Int) {
    let rewards = rewards.pointer(length: groupSize)
    let advantages = advantages.pointer(length: groupSize)
    if !advantage.fillLanes(advantages, rewards: rewards, count: groupSize) {
      for lane in RunLanes.zero.indices {
        let found = advantage.advantages(of: (0..<groupSize).map { rewards[$0][lane] })
        for slot in 0..<groupSize { advantages[slot][lane] = found[slot] }
      }
    }
    let share = shares[prompt]
    for slot in 0..<groupSize { advantages[slot] = -(share * advantages[slot]) }
  }

  /// Adds up the gradient: `w (e_arm - p)` of every completion.
  private func accumulate(_ prompt: Int) {
    let arms = arms.pointer(length: groupSize)
    let advantages = advantages.pointer(length: groupSize)
    for index in 0..<armCount {
      let place = prompt * armCount + index
      let (own, others) = (complements[place], probabilities[place])
      let number = LaneMask(repeating: Int64(index))
      var slope = RunLanes.zero
      for slot in 0..<groupSize {
        slope = slope + advantages[slot] * others.or(own, where: arms[slot].equals(number))
      }
      gradient[place] = slope
    }
  }

  /// The least number whose root is at the limit of `Trainer`: no root is needed to compare with it.
  private static let largestSquare: Double = {
    var square = 1e200
    while square.squareRoot() >= 1e100 { square = square.nextDown }
    while square.squareRoot() < 1e100 { square = square.nextUp }
    return square
  }()

  private func move(_ step: Int) {
    let gradient = gradient.pointer(length: parameterCount)
    var squares = RunLanes.zero
    for i in 0..<parameterCount { squares = squares + gradient[i] * gradient[i] }
    isAlive &= squares.isSmaller(than: Self.largestSquare)
    var scale = RunLanes(repeating: 1)
    if let limit = recipe.update.gradientNormLimit {
      var norm = squares
      norm.takeSquareRoot()
      let factor = limit / (norm + 1e-6)
      scale = scale.or(factor, where: factor.isBelow(scale))
    }
    let rate = recipe.update.learningRate.rate(at: step, of: steps)
    optimizer.move(
      parameters.pointer(length: parameterCount), gradient: gradient, scale: scale, rate: rate,
      where: isAlive)
  }

  /// The softmax of each prompt, stabilised by its maximum, as `SoftmaxTable` has it.
  private func normalize() {
    let powers = probabilities.pointer(length: parameterCount)
    var check = LaneMask.zero
    for prompt in 0..<promptCount {
      let logits = parameters.pointer(at: prompt * armCount, length: armCount)
      let maximum = extremes(of: logits, count: armCount).greatest
      for index in 0..<armCount {
        let distance = logits[index] - maximum
        powers[prompt * armCount + index] = distance
        // Infinity less itself is NaN.
        check |= (distance - distance).bits
      }
    }
    precondition(!check.isAnywhere, "logits must be finite")
    divide(powers)
  }

  /// From distances to the largest logit to probabilities.
  private func divide(_ powers: UnsafeMutablePointer<RunLanes>) {
    let distances = gradient.pointer(length: parameterCount)
    distances.update(from: powers, count: parameterCount)
    takeExponentials(RunLanes.eights(powers), count: 2 * parameterCount)
    for prompt in 0..<promptCount {
      let places = prompt * armCount..<(prompt + 1) * armCount
      var (rest, isFound) = (RunLanes.zero, LaneMask.zero)
      for index in places {
        // The distance is 0 or has a sign; of several that are 0 the first is the top.
        let isOther = distances[index].signs | isFound
        isFound |= ~isOther
        rest = rest + RunLanes(bits: powers[index].bits & isOther)
      }
      let share = 1 / (1 + rest)
      isFound = .zero
      for index in places {
        let isOther = distances[index].signs | isFound
        isFound |= ~isOther
        powers[index] = powers[index] * share
        complements[index] = (-(rest * share)).or(powers[index] - 1, where: isOther)
      }
    }
  }

  /// V of each run, as ``Evaluator`` adds it up.
  var values: RunLanes {
    var total = RunLanes.zero
    for prompt in 0..<promptCount {
      let (first, weight) = (prompt * armCount, task.weights[prompt])
      for index in first..<first + armCount {
        total = total + weight * probabilities[index] * trueRewards[index]
      }
    }
    return total / Double(promptCount)
  }

  /// Entropy of a completion of one run in nats, as ``Evaluator`` adds it up.
  func entropy(lane: Int) -> Double {
    var sum = 0.0
    for prompt in 0..<promptCount {
      let (base, weight) = (prompt * armCount, task.weights[prompt])
      for index in base..<base + armCount where probabilities[index][lane] > 0 {
        let p = probabilities[index][lane]
        sum -= weight * p * Double.log(p)
      }
    }
    return 1 / Double(promptCount) * sum
  }
}

extension LaneTrainer {
  /// Mistakes planted in one lane, for tests that refuse them.
  enum Mistake: CaseIterable {
    /// The first completion is another arm, its reward as it was.
    case arm
    /// The first completion has another reward.
    case reward
    /// What the probability of the first completion leaves to 1 is off by 1e-12 of it.
    case complement
    /// The run is thought to have left the finite numbers.
    case isAlive
  }

  private func plant(_ kind: Mistake, _ lane: Int) {
    switch kind {
    case .arm: arms[0][lane] = (arms[0][lane] + 1) % Int64(armCount)
    case .reward: rewards[0][lane] = 1 - rewards[0][lane]
    case .complement: complements[Int(arms[0][lane])][lane] *= 1 + 0x1p-40
    case .isAlive: isAlive[lane] = 0
    }
  }
}
