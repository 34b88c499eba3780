import Analysis
import GRPO
import GSL
import Policies
import RealModule

/// Eight runs of one recipe on bandits, side by side: every number of a run is, bit for bit, the one that
/// ``Trainer`` comes to.
///
/// For softmax laws of one token, all prompts in every step, rewards as they are, at most one noise on
/// them, no filter, and one step on each batch without penalty; see ``init(_:recipe:plan:sampling:)``.
final class LaneTrainer {
  let recipe: Recipe
  let armCount: Int
  let promptCount: Int
  /// What its noise is drawn from; nil without noise.
  let kind: LaneDraws.Kind?
  private let task: TrainingTask<TabularPolicies>
  private let sizes: NoiseSizes?
  private let isMultiplicative: Bool
  private let steps: Int
  private let groupSize: Int
  /// What the advantage of a completion is multiplied by, by prompt.
  private let shares: [Double]
  private var optimizer: LaneOptimizer
  private var parameters: [Lanes]
  private(set) var probabilities: [Lanes]
  /// Of each prompt, what turns a logit into its log-probability.
  private var maxima: [Lanes]
  private var logNormalizers: [Lanes]
  private var gradient: [Lanes]
  /// `1 - p` of the arms that were drawn.
  private var complements: [Lanes]
  /// Arm and reward of each completion of a group.
  private var drawn: [Lanes]
  private var rewards: [Lanes]
  private var advantages: [Lanes]
  /// Where a run has not left the finite numbers.
  private(set) var isAlive = SIMDMask<SIMD8<Int64>>(repeating: true)

  /// Nil for what is not done in lanes.
  init?(
    _ task: TrainingTask<TabularPolicies>, recipe: Recipe, plan: RunPlan, sampling: Sampling
  ) {
    let (update, noises) = (recipe.update, recipe.noise.filter { !$0.isSilent })
    guard task.policy.length == 1, task.components == nil, task.observed == nil,
      recipe.rollout.promptsPerStep == nil, recipe.rollout.filter == .none,
      recipe.whitening == nil, recipe.advantage.kind != .batchStandardized,
      update.innerSteps == 1, update.surrogate.klCoefficient == 0,
      noises.count <= 1, noises.allSatisfy({ $0.dither.mode != .onAdvantages }),
      !sampling.faults.isPlanted
    else { return nil }
    self.task = task
    self.recipe = recipe
    armCount = task.policy.vocabulary
    promptCount = task.policy.promptCount
    groupSize = recipe.rollout.groupSize
    steps = plan.steps
    kind = noises.first.map { .init(dither: $0.dither, groupSize: recipe.rollout.groupSize) }
    sizes = noises.first?.deviations(steps: plan.steps)
    isMultiplicative = noises.first?.dither.mode == .multiplicative
    shares = Self.shares(task.weights, recipe)
    parameters = Array(repeating: .zero, count: task.policy.parameterCount)
    probabilities = parameters
    gradient = parameters
    complements = parameters
    maxima = Array(repeating: .zero, count: promptCount)
    logNormalizers = maxima
    drawn = Array(repeating: .zero, count: groupSize)
    rewards = drawn
    advantages = drawn
    optimizer = LaneOptimizer(update.optimizer, parameterCount: task.policy.parameterCount)
    restart()
  }

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
    for i in start.indices { parameters[i] = Lanes(repeating: start[i]) }
    optimizer.restart()
    isAlive = SIMDMask(repeating: true)
    normalize()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - uniforms: by completion, those of a prompt after those of the one before.
  ///   - noise: by completion, of variance 1; nil without noise.
  func step(_ step: Int, uniforms: [Lanes], noise: [Lanes]?) {
    let size = sizes?[step] ?? 0
    for i in gradient.indices { gradient[i] = .zero }
    for prompt in 0..<promptCount {
      let first = prompt * groupSize
      uniforms.withUnsafeBufferPointer { sample(prompt, $0.baseAddress! + first) }
      if size > 0, let noise {
        noise.withUnsafeBufferPointer { dither($0.baseAddress! + first, size: size) }
      }
      grade()
      accumulate(prompt)
    }
    move(step)
    normalize()
  }

  /// Draws arms by inversion of the distribution function: an arm is the number of those whose
  /// probabilities leave something of the uniform variate.
  private func sample(_ prompt: Int, _ uniforms: UnsafePointer<Lanes>) {
    let (base, last) = (prompt * armCount, armCount - 1)
    for slot in 0..<groupSize {
      var (remaining, arm) = (uniforms[slot], Lanes.zero)
      var reward = Lanes(repeating: task.rewards[base])
      for next in 0..<last {
        remaining -= probabilities[base + next]
        let goesOn = remaining .>= 0
        arm = arm.or(Lanes(repeating: Double(next + 1)), where: goesOn)
        reward = reward.or(Lanes(repeating: task.rewards[base + next + 1]), where: goesOn)
      }
      remaining -= probabilities[base + last]
      // Rounding left a remainder after the last arm.
      let isLeft = remaining .>= 0
      if any(isLeft) {
        for lane in 0..<8 where isLeft[lane] {
          var possible = last
          while probabilities[base + possible][lane] == 0 { possible -= 1 }
          arm[lane] = Double(possible)
          reward[lane] = task.rewards[base + possible]
        }
      }
      drawn[slot] = arm
      rewards[slot] = reward
    }
  }

  private func dither(_ noise: UnsafePointer<Lanes>, size: Double) {
    for slot in 0..<groupSize {
      rewards[slot] += size * noise[slot] * (isMultiplicative ? rewards[slot] : Lanes(repeating: 1))
    }
  }

  private func grade() {
    let isDone = rewards.withUnsafeBufferPointer { rewards in
      advantages.withUnsafeMutableBufferPointer {
        recipe.advantage.fillLanes(
          $0.baseAddress!, rewards: rewards.baseAddress!, count: groupSize)
      }
    }
    if isDone { return }
    for lane in 0..<8 {
      let found = recipe.advantage.advantages(of: rewards.map { $0[lane] })
      for slot in 0..<groupSize { advantages[slot][lane] = found[slot] }
    }
  }

  /// Adds `w (e_arm - p)` of every completion.
  private func accumulate(_ prompt: Int) {
    let base = prompt * armCount
    complement(prompt)
    for slot in 0..<groupSize {
      let (weight, arm) = (-(shares[prompt] * advantages[slot]), drawn[slot])
      for index in 0..<armCount {
        let isOwn = arm .== Double(index)
        let entry = probabilities[base + index].or(complements[base + index], where: isOwn)
        gradient[base + index] += weight * entry
      }
    }
  }

  /// `-(1 - p) = exp(log p) - 1` of the arms drawn, as ``SoftmaxTable`` has it.
  private func complement(_ prompt: Int) {
    let base = prompt * armCount
    for index in 0..<armCount {
      var isDrawn = SIMDMask<SIMD8<Int64>>(repeating: false)
      for slot in 0..<groupSize { isDrawn .|= drawn[slot] .== Double(index) }
      guard any(isDrawn) else { continue }
      let logarithms = (parameters[base + index] - maxima[prompt]) - logNormalizers[prompt]
      for lane in 0..<8 where isDrawn[lane] {
        complements[base + index][lane] = Double.expMinusOne(logarithms[lane])
      }
    }
  }

  private func move(_ step: Int) {
    var norm = Lanes.zero
    for slope in gradient { norm += slope * slope }
    takeSquareRoots(&norm, count: 1)
    // The limit of `Trainer`.
    isAlive .&= norm .< 1e100
    var scale = Lanes(repeating: 1)
    if let limit = recipe.update.gradientNormLimit {
      let factor = limit / (norm + 1e-6)
      scale = scale.or(factor, where: factor .< 1)
    }
    let rate = recipe.update.learningRate.rate(at: step, of: steps)
    optimizer.move(&parameters, gradient: gradient, scale: scale, rate: rate, where: isAlive)
  }

  /// The softmax of each prompt, stabilised by its maximum.
  private func normalize() {
    for prompt in 0..<promptCount {
      let base = prompt * armCount
      var (maximum, top) = (parameters[base], Lanes.zero)
      for index in 0..<armCount {
        let logit = parameters[base + index]
        let isAbove = logit .> maximum
        maximum = maximum.or(logit, where: isAbove)
        top = top.or(Lanes(repeating: Double(index)), where: isAbove)
      }
      var rest = Lanes.zero
      for index in 0..<armCount {
        let distance = parameters[base + index] - maximum
        precondition(all(distance .> -.infinity), "logits must be finite")
        var power = Lanes.zero
        for lane in 0..<8 { power[lane] = Double.exp(distance[lane]) }
        probabilities[base + index] = power
        rest += power.or(.zero, where: top .== Double(index))
      }
      for index in 0..<armCount { probabilities[base + index] /= 1 + rest }
      maxima[prompt] = maximum
      for lane in 0..<8 { logNormalizers[prompt][lane] = Double.log(onePlus: rest[lane]) }
    }
  }

  /// V of each run, as ``Evaluator`` adds it up.
  var values: Lanes {
    var total = Lanes.zero
    for prompt in 0..<promptCount {
      let (base, weight) = (prompt * armCount, task.weights[prompt])
      for index in base..<base + armCount {
        total += weight * probabilities[index] * task.rewards[index]
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
