import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@testable import Training

/// Optimisers against values by hand and against those of PyTorch.
struct OptimizerTests {
  private func steps(_ rule: OptimizerRule, gradients: [Double], rate: Double) -> [Double] {
    var optimizer = Optimizer(rule, parameterCount: 1)
    var (theta, increment) = ([1.0], [0.0])
    return gradients.map { gradient in
      optimizer.fill(&increment, gradient: [gradient], scale: 1, parameters: theta, rate: rate)
      theta[0] += increment[0]
      return theta[0]
    }
  }

  /// 1 + .1 * 2 = 1.2, then + .1 * (-1) = 1.1.
  @Test func `gradient ascent by hand`() {
    let found = steps(.sgd, gradients: [2, -1], rate: 0.1)
    #expect(abs(found[0] - 1.2) < 1e-15 && abs(found[1] - 1.1) < 1e-15)
  }

  /// v = 1, 1.5, .75: theta = 1.1, 1.25, 1.325 at decay .5 and gradients 1, 1, 0.
  @Test func `momentum by hand`() {
    let found = steps(.momentum(decay: 0.5), gradients: [1, 1, 0], rate: 0.1)
    for (value, expected) in zip(found, [1.1, 1.25, 1.325]) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  /// The first step of Adam is rate * g / (abs g + epsilon): .1 * 4 / 5 at epsilon 1. With betas 0 every
  /// step is that: then -.1 * 1 / 2.
  @Test func `Adam by hand`() {
    let first = steps(.adam(beta1: 0.9, beta2: 0.999, epsilon: 1), gradients: [4], rate: 0.1)
    #expect(abs(first[0] - 1.08) < 1e-14)
    let bare = steps(.adam(beta1: 0, beta2: 0, epsilon: 1), gradients: [4, -1], rate: 0.1)
    #expect(abs(bare[1] - 1.03) < 1e-14)
  }

  /// Decay alone: 1 (1 - .1 * .5) = .95 at gradient 0.
  @Test func `weight decay by hand`() {
    let rule = OptimizerRule.adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.5)
    #expect(abs(steps(rule, gradients: [0], rate: 0.1)[0] - 0.95) < 1e-15)
  }

  /// Whether three steps of Adam are, bit for bit, those of one parameter after another.
  private func isOneByOne(_ count: Int, epsilon: Double) -> Bool {
    var stream = RandomStream(seed: 9, stream: UInt64(count))
    let rule = OptimizerRule.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
    var optimizer = Optimizer(rule, parameterCount: count)
    var found = [Double](repeating: .nan, count: count)
    var moments = [(Double, Double)](repeating: (0, 0), count: count)
    var isEqual = true
    for step in 1...3 {
      let gradient = (0..<count).map { $0 == 3 ? 0 : stream.gaussian() }
      optimizer.fill(&found, gradient: gradient, scale: 0.7, parameters: gradient, rate: 0.05)
      let rate = 0.05 / (1 - Double.pow(0.9, step))
      let correction = Double.sqrt(1 - Double.pow(0.999, step))
      for i in 0..<count {
        let slope = 0.7 * gradient[i]
        moments[i].0 = 0.9 * moments[i].0 + (1 - 0.9) * slope
        moments[i].1 = 0.999 * moments[i].1 + (1 - 0.999) * slope * slope
        let root = moments[i].1.squareRoot() / correction
        isEqual = isEqual && found[i] == rate * moments[i].0 / (root + epsilon)
      }
      isEqual =
        isEqual && optimizer.memory.first == moments.map(\.0)
        && optimizer.memory.second == moments.map(\.1)
    }
    return isEqual
  }

  /// Counts that vectors of eight do not fill; an epsilon off by 1e-6 of it is refused.
  @Test(arguments: 1...26) func `steps of many parameters are those one by one`(_ count: Int) {
    #expect(isOneByOne(count, epsilon: 1e-8))
    #expect(!isOneByOne(count, epsilon: 1.000001e-8))
  }

  /// The largest relative gap to a run of PyTorch; `spoil` may change the rule.
  private func gap(_ spoil: (OptimizerRule) -> OptimizerRule = { $0 }) throws -> Double {
    let table = try Reference.table("training/optimizers.csv")
    #expect(table.count == 4 * 3 * 12)
    var largest = 0.0
    for start in stride(from: 0, to: table.count, by: 12) {
      let rule = spoil(try OptimizerRule(name: table[start]["optimizer"]!))
      let limit = Double(table[start]["limit"]!)
      let update = try Update(gradientNormLimit: limit, learningRate: LearningRate(0.05))
      var optimizer = Optimizer(rule, parameterCount: 3)
      var (theta, increment) = ([0.5, -1, 2], [0.0, 0, 0])
      for row in table[start..<start + 12] {
        let gradient = ["g0", "g1", "g2"].map { Double(row[$0]!)! }
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        optimizer.fill(
          &increment, gradient: gradient, scale: update.shortening(norm: norm),
          parameters: theta, rate: 0.05)
        for i in theta.indices {
          theta[i] += increment[i]
          let expected = Double(row["p\(i)"]!)!
          largest = max(largest, abs(theta[i] - expected) / abs(expected))
        }
      }
    }
    return largest
  }

  /// A dozen steps, each off by a few roundings of 1e-16, on parameters that pass near 0 nowhere.
  @Test func `twelve steps are those of PyTorch`() throws {
    #expect(try gap() < 1e-12)
  }

  @Test func `another epsilon is seen`() throws {
    let found = try gap { rule in
      guard case .adam(let beta1, let beta2, _) = rule else { return rule }
      return .adam(beta1: beta1, beta2: beta2, epsilon: 1e-7)
    }
    #expect(found > 1e-10)
  }

  @Test func `a known name is found, an unknown one refused with what is known`() throws {
    for name in OptimizerRule.names { #expect(try OptimizerRule(name: name).name == name) }
    #expect(throws: TrainingError.self) { try OptimizerRule(name: "adagrad") }
  }
}
