import Policies
import RealModule
import Testing

@testable import Analysis

/// E norm(g)^2 is known to .2%; without silent groups it loses a quarter.
struct SecondMomentTests {
  static let claim = ClaimCase.named("SecondMoment")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// tr Cov g = E norm(g)^2 - W^2 norm(grad p)^2 on five arms, G = 4, to the last printed digit.
  @Test(arguments: [
    (0, 0.116653), (0.0289, 0.187947), (0.1, 0.187249), (0.289, 0.183023), (0.5, 0.180749),
    (1, 0.182267),
  ])
  func `traces of the reference table`(sigma: Double, trace: Double) throws {
    let problem = try ReferencePrompts.fiveArms()
    let bandit = BinaryBandit(problem)
    let p = bandit.successProbability
    let gain = try GradientGain.gain(p: p, groupSize: 4, sigma: sigma)
    let gradient = p * (1 - p) * bandit.squaredContrast.squareRoot()
    let second = SecondMoment.expectation(bandit, groupSize: 4, sigma: sigma)
    #expect(abs(second - gain * gain * gradient * gradient - trace) < 5.5e-7)
  }

  /// Right arms .1 and .3, wrong ones .6: q+ = (1/4, 3/4), q- = 1; tr C+ = 1 - 10/16 = 3/8,
  /// tr C- = 0, norm(Delta)^2 = 10/16 + 1. Along (1, 0, 0): 3/16, 0, 1/16.
  @Test func `score moments of three arms by hand`() throws {
    let logits = [0.1, 0.3, 0.6].map { Double.log($0) }
    let prompt = try Prompt(
      name: "three", policy: SoftmaxBandit(logits: logits), rewards: [1, 1, 0])
    let problem = try Problem(prompt)
    let traces = BinaryBandit(problem)
    let forms = BinaryBandit(problem, along: [1, 0, 0])
    let found = [
      traces.right, traces.wrong, traces.squaredContrast, forms.right, forms.wrong,
      forms.squaredContrast,
    ]
    for (value, expected) in zip(found, [0.375, 0, 1.625, 0.1875, 0, 0.0625]) {
      #expect(abs(value - expected) < 1e-14)
    }
  }

  /// Every entry of E[g g^T] on five arms, G = 4: the sum over K against the sum over all 625 groups,
  /// with `E[A A^T] = G (a H + b u u^T)` given their rewards (ShrinkageLaw).
  @Test(arguments: [0, 0.289])
  func `the whole matrix`(sigma: Double) throws {
    let problem = try ReferencePrompts.fiveArms()
    let summed = GroupEnumeration(problem, groupSize: 4).secondMoment(sigma: sigma)
    let form = { (v: [Double]) in
      SecondMoment.expectation(BinaryBandit(problem, along: v), groupSize: 4, sigma: sigma)
    }
    for i in 0..<5 {
      for j in 0..<5 {
        let (e, f) = ((0..<5).map { $0 == i ? 1.0 : 0 }, (0..<5).map { $0 == j ? 1.0 : 0 })
        let entry = (form(zip(e, f).map(+)) - form(e) - form(f)) / 2
        #expect(abs(entry - summed[i][j]) < 1e-14, "entry \(i), \(j)")
      }
    }
  }
}

/// All groups of a softmax bandit with right and wrong arms.
private struct GroupEnumeration {
  let problem: Problem
  let groupSize: Int

  init(_ problem: Problem, groupSize: Int) {
    self.problem = problem
    self.groupSize = groupSize
  }

  func secondMoment(sigma: Double) -> [[Double]] {
    let arms = problem.probabilities.count
    var matrix = [[Double]](repeating: Array(repeating: 0, count: arms), count: arms)
    forEachTuple(of: arms, length: groupSize) { group in
      let probability = group.reduce(1) { $0 * problem.probabilities[$1] }
      let moments = advantageMoments(group, sigma: sigma)
      for (i, first) in group.enumerated() {
        for (j, second) in group.enumerated() {
          let weight = probability * moments(i, j) / Double(groupSize * groupSize)
          add(problem.score(of: first), problem.score(of: second), weight, to: &matrix)
        }
      }
    }
    return matrix
  }

  private func add(_ a: [Double], _ b: [Double], _ weight: Double, to matrix: inout [[Double]]) {
    for i in a.indices { for j in b.indices { matrix[i][j] += weight * a[i] * b[j] } }
  }

  /// E[A_i A_j] of a group.
  private func advantageMoments(_ group: [Int], sigma: Double) -> (Int, Int) -> Double {
    let g = Double(groupSize)
    let rewards = group.map { problem.rewards[$0] }
    let mean = rewards.reduce(0, +) / g
    let norm = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    if sigma == 0, norm == 0 { return { _, _ in 0 } }
    let (a, b) =
      sigma == 0
      ? (0, 1) : ShrinkageLaw.secondMoment(groupSize: groupSize, lambda: norm / sigma)
    let unit = rewards.map { norm == 0 ? 0 : ($0 - mean) / norm }
    return { i, j in g * (a * ((i == j ? 1 : 0) - 1 / g) + b * unit[i] * unit[j]) }
  }
}
