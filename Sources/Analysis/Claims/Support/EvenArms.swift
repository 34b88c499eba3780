import GRPO
import RealModule

/// What the gradient of a softmax bandit with M equally likely arms on every reward level needs of the
/// advantages of its groups.
///
/// With `B_l = sum of A_i over the completions on level l` and `sum_i A_i = 0`, so that scores `e_a - pi`
/// count as `e_a`,
///
///     E norm(g)^2  = (1/G^2) ((1 - 1/M) E norm(A)^2 + (1/M) E sum_l B_l^2)
///     norm(E g)^2  = (1/G^2) (1/M) sum_l (E B_l)^2
struct EvenArms {
  /// `E norm(A)^2`.
  private(set) var energy = 0.0
  /// `E sum_l B_l^2`.
  private(set) var square = 0.0
  /// `sum_l (E B_l)^2`.
  let signal: Double

  /// Sums over the compositions of a group.
  ///
  /// - Parameters:
  ///   - levels: the rewards, in increasing order.
  ///   - probabilities: of the levels.
  ///   - setting: an advantage whose sum over a group is 0.
  init(levels: [Double], probabilities: [Double], setting: Setting) throws {
    var means = [Double](repeating: 0, count: levels.count)
    var (energy, square) = (0.0, 0.0)
    var law = setting.isUndithered ? nil : try GroupLaw(of: levels, setting)
    try Compositions(groupSize: setting.groupSize, probabilities: probabilities).forEach {
      counts, probability in
      try law?.hold(counts: counts)
      let rewards = levels.indices.flatMap { Array(repeating: levels[$0], count: counts[$0]) }
      let plain = setting.advantage.advantages(of: rewards)
      var first = 0
      for level in levels.indices where counts[level] > 0 {
        let n = Double(counts[level])
        let mean = law?.mean(level) ?? plain[first]
        let variance = law?.variance(level) ?? 0
        let covariance = counts[level] > 1 ? law?.covariance(level, level) ?? 0 : 0
        first += counts[level]
        means[level] += probability * n * mean
        energy += probability * n * (mean * mean + variance)
        square += probability * n * (variance + (n - 1) * covariance + n * mean * mean)
      }
    }
    (self.energy, self.square) = (energy, square)
    signal = dot(means, means)
  }

  /// norm(E g)^2 / tr Cov g with so many arms on each level.
  func signalToNoise(arms: Int) -> Double {
    signal / (Double(arms - 1) * energy + square - signal)
  }

  /// norm(E g)^2 / E norm(g)^2 with so many arms on each level.
  func signalShare(arms: Int) -> Double { signal / (Double(arms - 1) * energy + square) }

  /// What is lost of `1/(M - 1)` first: `(E sum_l B_l^2 - sum_l (E B_l)^2) / E norm(A)^2`, from 0 to G.
  var excess: Double { (square - signal) / energy }

  /// Every arm of such a bandit.
  static func bandit(
    _ name: String, levels: [Double], probabilities: [Double], arms: Int
  ) throws -> Problem {
    let share = Double(arms)
    return try ReferencePrompts.bandit(
      name, logits: probabilities.flatMap { Array(repeating: .log($0 / share), count: arms) },
      rewards: levels.flatMap { Array(repeating: $0, count: arms) })
  }

  /// The terms of `kept`, in the mean over the groups of such a policy.
  static func kept(
    levels: [Double], probabilities: [Double], setting: Setting
  ) throws -> KeptSignal {
    var sum = KeptSignal.zero
    try Compositions(groupSize: setting.groupSize, probabilities: probabilities).forEach {
      counts, probability in
      let group = try KeptSignal(
        levels: levels, counts: counts, estimator: setting.advantage, dither: setting.dither,
        sigma: setting.sigma)
      sum = sum + probability * group
    }
    return sum
  }
}
