import GRPO
import GSL
import RealModule

/// Where a property is claimed to hold: random problems are drawn from it, shrunk ones stay in it.
struct Domain: Sendable {
  var kinds: [AdvantageKind] = [
    .reinforce, .mean, .leaveOneOut, .standardized, .batchStandardized, .leaveOneOutStandardized,
  ]
  var families = light
  var arms = 2...6
  var levelCounts = 2...5
  var groupSizes = 2...64
  /// Log-uniform, in units of the largest difference of rewards.
  var sigmas = 1e-5...10.0
  var stabilizers = [0, 1e-6, 1e-4, 0.1]
  var ddofs = [0, 1]
  var allowsSequences = true
  /// Largest work of one exact law: compositions times the cost of one, in closed forms.
  var budget = 2000.0

  /// Every family with noise.
  static func noises(_ parameters: NoiseParameters = .init()) -> [NoiseFamily] {
    try! NoiseFamily.all(parameters).filter { !$0.isNone }
  }

  /// Those with all moments; laws of heavy tails take long where advantages divide.
  static let light = noises().filter { $0.law.momentOrder == .infinity }

  static let linear = Domain(
    kinds: [.reinforce, .mean, .leaveOneOut], families: noises(), stabilizers: [0], ddofs: [0])

  /// Of which the claims' closed forms speak.
  static let gaussian = Domain(
    kinds: [.standardized], families: [.gaussian], stabilizers: [0], ddofs: [0])

  static let binaryGaussian = Domain(
    kinds: [.standardized], families: [.gaussian], levelCounts: 2...2, stabilizers: [0], ddofs: [0])

  func contains(_ problem: RandomProblem) -> Bool {
    kinds.contains(problem.kind) && families.contains(problem.family)
      && ddofs.contains(problem.ddof) && stabilizers.contains(problem.stabilizer)
      && (problem.shape == nil ? arms.contains(problem.logits.count) : allowsSequences)
      && levelCounts.contains(problem.levels.count) && groupSizes.contains(problem.groupSize)
      && problem.groupSize >= problem.kind.minimumGroupSize && problem.isAffordable(budget)
  }

  /// A problem of this domain.
  func draw(using random: inout RandomStream) -> RandomProblem {
    while true {
      let problem = candidate(&random)
      if contains(problem) { return problem }
    }
  }

  private func candidate(_ random: inout RandomStream) -> RandomProblem {
    let isSequence = allowsSequences && random.index(below: 4) == 0
    let shape: RandomProblem.Shape? =
      isSequence
      ? [
        .init(vocabulary: 2, length: 2), .init(vocabulary: 2, length: 3),
        .init(vocabulary: 3, length: 2),
      ][random.index(below: 3)] : nil
    let arms = arms.lowerBound + random.index(below: arms.count)
    let (outcomes, parameters) = shape.map { ($0.outcomeCount, $0.parameterCount) } ?? (arms, arms)
    let levels = levelCounts.lowerBound + random.index(below: levelCounts.count)
    let rewards = Self.rewards(outcomes: outcomes, levels: min(levels, outcomes), &random)
    let range = rewards.max()! - rewards.min()!
    return RandomProblem(
      shape: shape, logits: (0..<parameters).map { _ in random.gaussian() }, rewards: rewards,
      groupSize: Int(
        Self.logUniform(
          Double(groupSizes.lowerBound), Double(groupSizes.upperBound + 1), &random)),
      kind: Self.pick(kinds, &random),
      ddof: Self.pick(ddofs, &random), stabilizer: Self.pick(stabilizers, &random),
      family: Self.pick(families, &random),
      sigma: range * Self.logUniform(sigmas.lowerBound, sigmas.upperBound, &random))
  }

  /// Every level is taken; two levels are 0 and something as often as not.
  private static func rewards(
    outcomes: Int, levels: Int, _ random: inout RandomStream
  ) -> [Double] {
    let shift = random.index(below: 2) == 0 ? 0 : random.gaussian()
    let values = (0..<levels).map { shift + ($0 == 0 ? 0 : 2 * random.uniformPositive()) }
    return (0..<outcomes).map { values[$0 < levels ? $0 : random.index(below: levels)] }
  }

  private static func pick<T>(_ values: [T], _ random: inout RandomStream) -> T {
    values[random.index(below: values.count)]
  }

  private static func logUniform(
    _ low: Double, _ high: Double, _ random: inout RandomStream
  ) -> Double { low * .exp(random.uniform() * .log(high / low)) }
}

extension RandomProblem.Shape {
  var outcomeCount: Int { (0..<length).reduce(1) { count, _ in count * vocabulary } }
  var parameterCount: Int { vocabulary + (length - 1) * vocabulary * vocabulary }
}

extension RandomProblem {
  /// Whether its exact law costs no more than that: compositions of the group over the levels, each
  /// a closed form, for a stabilizer or others' deviations an integral, for other noise a long one.
  fileprivate func isAffordable(_ budget: Double) -> Bool {
    let isLinear = kind.isLinear
    let atoms = !isLinear ? family.atoms?.count ?? 1 : 1
    var cost = 1.0
    if !isLinear && family == .gaussian && stabilizer > 0 { cost = 20 }
    if kind == .leaveOneOutStandardized && family == .gaussian { cost = 200 }
    if !isLinear && !family.isDiscrete && family != .gaussian { cost = 200 }
    let count = Self.compositions(groupSize, levels: levels.count * atoms)
    let others = kind == .batchStandardized ? count * 2 : 1
    return count * others * cost <= budget
  }

  /// Number of ways in which a group falls on levels, `C(G + L - 1, L - 1)`.
  private static func compositions(_ groupSize: Int, levels: Int) -> Double {
    (1..<max(levels, 1)).reduce(1.0) { $0 * Double(groupSize + $1) / Double($1) }
  }
}
