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
  // In memory of their own, as arrays of a class are checked for another user at every touch.
  private let parameters: UnsafeMutablePointer<RunLanes>
  private let probabilities: UnsafeMutablePointer<RunLanes>
  private let gradient: UnsafeMutablePointer<RunLanes>
  /// `p - 1` of the arms that were drawn.
  private let complements: UnsafeMutablePointer<RunLanes>
  /// Of each prompt: its largest logit, and what the other powers add up to.
  private let maxima: UnsafeMutablePointer<RunLanes>
  private let rests: UnsafeMutablePointer<RunLanes>
  /// Of each completion of a group.
  private let arms: UnsafeMutablePointer<SIMD8<Int64>>
  private let rewards: UnsafeMutablePointer<RunLanes>
  private let advantages: UnsafeMutablePointer<RunLanes>
  private let trueRewards: UnsafeMutablePointer<Double>
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
    let counts = (task.policy.parameterCount, groupSize)
    parameters = Self.zeros(counts.0)
    probabilities = Self.zeros(counts.0)
    gradient = Self.zeros(counts.0)
    complements = Self.zeros(counts.0)
    maxima = Self.zeros(promptCount)
    rests = Self.zeros(promptCount)
    arms = .allocate(capacity: groupSize)
    arms.initialize(repeating: .zero, count: groupSize)
    rewards = Self.zeros(counts.1)
    advantages = Self.zeros(counts.1)
    trueRewards = .allocate(capacity: task.rewards.count)
    trueRewards.initialize(from: task.rewards, count: task.rewards.count)
    optimizer = LaneOptimizer(update.optimizer, parameterCount: task.policy.parameterCount)
    restart()
  }

  deinit {
    for buffer in [
      parameters, probabilities, gradient, complements, maxima, rests, rewards, advantages,
    ] {
      buffer.deallocate()
    }
    arms.deallocate()
    trueRewards.deallocate()
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<RunLanes> {
    let place = UnsafeMutablePointer<RunLanes>.allocate(capacity: count)
    place.initialize(repeating: .zero, count: count)
    return place
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
    isAlive = SIMDMask(repeating: true)
    normalize()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - uniforms: by completion, those of a prompt after those of the one before.
  ///   - noise: by completion, of variance 1; nil without noise.
  func step(_ step: Int, uniforms: [RunLanes], noise: [RunLanes]?) {
    let size = sizes?[step] ?? 0
    for prompt in 0..<promptCount {
      let first = prompt * groupSize
      uniforms.withUnsafeBufferPointer { sample(prompt, $0.baseAddress! + first) }
      if size > 0, let noise {
        noise.withUnsafeBufferPointer { dither($0.baseAddress! + first, size: size) }
      }
      grade(prompt)
      complement(prompt)
      accumulate(prompt)
    }
    move(step)
    normalize()
  }

  /// Draws arms by inversion of the distribution function: an arm is the number of those whose
  /// probabilities leave something of the uniform variate.
  private func sample(_ prompt: Int, _ uniforms: UnsafePointer<RunLanes>) {
    let last = armCount - 1
    let (law, seen) = (probabilities + prompt * armCount, trueRewards + prompt * armCount)
    for slot in 0..<groupSize {
      // Neither the variate nor what is left of it is ever -0 or NaN: signs say what is used up.
      var (remaining, arm) = (uniforms[slot], SIMD8(repeating: Int64(last)))
      var reward = RunLanes(repeating: seen[0])
      for next in 0..<last {
        remaining -= law[next]
        let isUsedUp = remaining.signs
        arm &+= isUsedUp
        reward = RunLanes(repeating: seen[next &+ 1]).or(reward, whereBits: isUsedUp)
      }
      remaining -= law[last]
      arms[slot] = arm
      rewards[slot] = reward
      // Rounding left a remainder after the last arm.
      let isLeft = ~remaining.signs
      if isLeft.isAnywhere { put(lanes: isLeft, slot, prompt) }
    }
  }

  /// Gives what is left of the variate to the last arm that is possible.
  private func put(lanes: SIMD8<Int64>, _ slot: Int, _ prompt: Int) {
    for lane in 0..<8 where lanes[lane] != 0 {
      var possible = armCount - 1
      while probabilities[prompt * armCount + possible][lane] == 0 { possible -= 1 }
      arms[slot][lane] = Int64(possible)
      rewards[slot][lane] = trueRewards[prompt * armCount + possible]
    }
  }

  private func dither(_ noise: UnsafePointer<RunLanes>, size: Double) {
    if isMultiplicative {
      for slot in 0..<groupSize { rewards[slot] += size * noise[slot] * rewards[slot] }
    } else {
      for slot in 0..<groupSize { rewards[slot] += size * noise[slot] }
    }
  }

  /// Writes what each completion weighs in the gradient, with the sign of `p - e_arm`.
  private func grade(_ prompt: Int) {
    if !recipe.advantage.fillLanes(advantages, rewards: rewards, count: groupSize) {
      for lane in 0..<8 {
        let found = recipe.advantage.advantages(of: (0..<groupSize).map { rewards[$0][lane] })
        for slot in 0..<groupSize { advantages[slot][lane] = found[slot] }
      }
    }
    let share = shares[prompt]
    for slot in 0..<groupSize { advantages[slot] = -(share * advantages[slot]) }
  }

  /// Writes `p - 1 = exp(log p) - 1` of the arms drawn, as ``SoftmaxTable`` has it; not where all weights
  /// are 0, and it is multiplied by nothing else.
  private func complement(_ prompt: Int) {
    let first = prompt * armCount
    var normalizers = RunLanes.zero
    var hasNormalizer = SIMD8<Int64>.zero
    for index in 0..<armCount {
      let number = SIMD8(repeating: Int64(index))
      var isNeeded = SIMD8<Int64>.zero
      for slot in 0..<groupSize {
        isNeeded |= arms[slot].equals(number) & advantages[slot].nonzeros
      }
      guard isNeeded.isAnywhere else { continue }
      let isNew = isNeeded & ~hasNormalizer
      if isNew.isAnywhere {
        for lane in 0..<8 where isNew[lane] != 0 {
          normalizers[lane] = Double.log(onePlus: rests[prompt][lane])
        }
        hasNormalizer |= isNew
      }
      let logarithms = (parameters[first + index] - maxima[prompt]) - normalizers
      var values = RunLanes.zero
      for lane in 0..<8 where isNeeded[lane] != 0 {
        values[lane] = Double.expMinusOne(logarithms[lane])
      }
      complements[first + index] = values
    }
  }

  /// Adds up the gradient: `w (e_arm - p)` of every completion.
  private func accumulate(_ prompt: Int) {
    for index in 0..<armCount {
      let place = prompt * armCount + index
      let (own, others) = (complements[place], probabilities[place])
      let number = SIMD8(repeating: Int64(index))
      var slope = RunLanes.zero
      for slot in 0..<groupSize {
        slope += advantages[slot] * others.or(own, whereBits: arms[slot].equals(number))
      }
      gradient[place] = slope
    }
  }

  private func move(_ step: Int) {
    var norm = RunLanes.zero
    for i in 0..<parameterCount { norm += gradient[i] * gradient[i] }
    takeSquareRoots(&norm, count: 1)
    // The limit of `Trainer`.
    isAlive .&= norm .< 1e100
    var scale = RunLanes(repeating: 1)
    if let limit = recipe.update.gradientNormLimit {
      let factor = limit / (norm + 1e-6)
      scale = scale.or(factor, where: factor .< 1)
    }
    let rate = recipe.update.learningRate.rate(at: step, of: steps)
    optimizer.move(parameters, gradient: gradient, scale: scale, rate: rate, where: isAlive)
  }

  /// The softmax of each prompt, stabilised by its maximum.
  private func normalize() {
    for prompt in 0..<promptCount {
      let (logits, law) = (parameters + prompt * armCount, probabilities + prompt * armCount)
      var (maximum, top) = (logits[0], SIMD8<Int64>.zero)
      for index in 1..<max(1, armCount) {
        let isAbove = maximum.isBelow(logits[index])
        maximum = maximum.or(logits[index], whereBits: isAbove)
        top = (top & ~isAbove) | (SIMD8(repeating: Int64(index)) & isAbove)
      }
      var rest = RunLanes.zero
      for index in 0..<armCount {
        let distance = logits[index] - maximum
        // Infinity less itself is NaN.
        precondition(!(distance - distance).nonzeros.isAnywhere, "logits must be finite")
        var power = RunLanes(repeating: 1)
        // That of 0 is exactly 1.
        for lane in 0..<8 where distance[lane] != 0 { power[lane] = Double.exp(distance[lane]) }
        law[index] = power
        rest += power.or(.zero, whereBits: top.equals(SIMD8(repeating: Int64(index))))
      }
      for index in 0..<armCount { law[index] /= 1 + rest }
      maxima[prompt] = maximum
      rests[prompt] = rest
    }
  }

  /// V of each run, as ``Evaluator`` adds it up.
  var values: RunLanes {
    var total = RunLanes.zero
    for prompt in 0..<promptCount {
      let (first, weight) = (prompt * armCount, task.weights[prompt])
      for index in first..<first + armCount {
        total += weight * probabilities[index] * trueRewards[index]
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
