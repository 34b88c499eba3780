import RealModule

/// A softmax bandit that takes gradient steps in place, without allocating.
struct BanditLearner {
  let rewards: [Double]
  private(set) var logits: [Double]
  private(set) var probabilities: [Double]

  init(logits: [Double], rewards: [Double]) {
    precondition(logits.count == rewards.count, "one reward for each arm")
    self.rewards = rewards
    self.logits = logits
    probabilities = logits
    normalize()
  }

  /// Expected reward V.
  var value: Double { dot(probabilities, rewards) }

  /// The arm at a point of [0, 1) by inversion of the distribution function, so that one uniform
  /// number serves different policies.
  func arm(at point: Double) -> Int {
    var rest = point
    for arm in probabilities.indices {
      rest -= probabilities[arm]
      if rest < 0 { return arm }
    }
    // Rounding may leave a remainder of about 1e-16.
    return probabilities.count - 1
  }

  mutating func move(to logits: [Double]) {
    for arm in logits.indices { self.logits[arm] = logits[arm] }
    normalize()
  }

  /// One step of SGD: `theta += rate (1/G) sum_i A_i (e_{y_i} - pi)`.
  mutating func step(arms: [Int], advantages: [Double], rate: Double) {
    let share = rate / Double(arms.count)
    var total = 0.0
    for i in arms.indices {
      logits[arms[i]] += share * advantages[i]
      total += advantages[i]
    }
    // All -A_i pi at once, before pi changes; 0 but for rounding where advantages are centred.
    for arm in logits.indices { logits[arm] -= share * total * probabilities[arm] }
    normalize()
  }

  private mutating func normalize() {
    // Less the largest, no exponential overflows, and their sum is at least 1.
    var top = logits[0]
    for logit in logits where logit > top { top = logit }
    var sum = 0.0
    for arm in logits.indices {
      probabilities[arm] = .exp(logits[arm] - top)
      sum += probabilities[arm]
    }
    for arm in logits.indices { probabilities[arm] /= sum }
  }
}
