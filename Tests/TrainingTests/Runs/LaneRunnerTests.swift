import Analysis
import GRPO
import GSL
import Policies
import Testing

@testable import Training

struct LaneRunnerTests {
  private static let plan = try! RunPlan(steps: 40, threshold: 0.6)

  /// What runs side by side come to and what runs one by one do, number by number.
  private func expectSame<P: PromptedPolicy>(
    _ task: TrainingTask<P>, _ recipes: [Recipe], _ plan: RunPlan = plan,
    _ sampling: Sampling = Sampling(groups: 0, seed: 7), runs: Range<Int> = 3..<19
  ) throws {
    let lanes = LaneRunner(task, recipes: recipes, plan: plan, sampling: sampling)
    let found = try #require(lanes?.run(runs))
    for (recipe, side) in zip(recipes, found) {
      var runner = Runner(task, recipe: recipe, plan: plan, sampling: sampling)
      let side = try #require(side, "\(recipe)")
      #expect(side == runs.map { runner.run($0) }, "\(recipe)")
    }
  }

  @Test(arguments: AdvantageKind.allCases.filter { $0 != .batchStandardized })
  func `every advantage is the same bit for bit`(_ kind: AdvantageKind) throws {
    let task = try TrainingCases.fiveArms()
    try expectSame(task, [0, 1e-3, 0.3, 5].map { try TrainingCases.recipe(kind, sigma: $0) })
    var recipe = try TrainingCases.recipe(kind, groupSize: 8, sigma: 0.2)
    recipe.advantage.clamp = 0.5
    try expectSame(task, [recipe])
    (recipe.advantage.clamp, recipe.advantage.focal) = (nil, 2)
    try expectSame(task, [recipe])
    (recipe.advantage.focal, recipe.advantage.stabilizer) = (0, 1e-4)
    for denominator in Denominator.allCases {
      recipe.advantage.denominator = denominator
      try expectSame(task, [recipe, recipe.undithered])
    }
  }

  @Test(arguments: OptimizerRule.names)
  func `every optimizer is the same bit for bit`(_ name: String) throws {
    let rule = try OptimizerRule(name: name)
    for limit in [nil, 0.1] {
      try expectSame(
        try TrainingCases.fiveArms(),
        try [0, 0.3].map {
          try TrainingCases.recipe(sigma: $0, limit: limit, optimizer: rule, rate: 0.05)
        })
    }
    var decaying = try TrainingCases.recipe(sigma: 0.3, optimizer: rule)
    decaying.update.learningRate = try LearningRate(0.5, decay: .cosine, warmUp: 5)
    try expectSame(try TrainingCases.fiveArms(), [decaying])
  }

  @Test(arguments: try NoiseFamily.all())
  func `every noise is the same bit for bit`(_ family: NoiseFamily) throws {
    let plain = try TrainingCases.recipe()
    let dithers = [
      try Dither(family), try Dither(family, components: [1, 2]),
      try Dither(family, mode: .multiplicative), try Dither(family, correlation: 0.5),
    ]
    // Sizes and modes differ, and group sizes: what is shared must not be mixed up.
    let noises = try dithers.flatMap { dither in
      try [0.1, 0.4].map { plain.with(noise: [try RewardNoise(dither, sigma: $0)]) }
    }
    let wide = try TrainingCases.recipe(groupSize: 16).with(noise: noises[0].noise)
    try expectSame(try TrainingCases.fiveArms(), [plain] + noises + [wide])
  }

  @Test(arguments: LossAggregation.allCases)
  func `prompts and losses are the same bit for bit`(_ loss: LossAggregation) throws {
    let surrogate = try Surrogate(clipRange: .standard, lossAggregation: loss)
    let recipes = try [0, 0.3].map { try TrainingCases.recipe(sigma: $0, surrogate: surrogate) }
    try expectSame(try TrainingCases.bandits([0.02, 0.5, 0.9]), recipes)
    let weighted = try TrainingTask(
      name: "weighted",
      prompts: [(0.2, 1.0), (0.7, 3.0)].map {
        let prompt = try Prompt.withPassRate(name: "p", passRate: $0.0)
        return try Prompt(
          name: "p \($0.0)", weight: $0.1, policy: prompt.policy, rewards: prompt.rewards)
      })
    try expectSame(weighted, recipes)
  }

  /// Looks now and then, entropy watched, fewer runs than lanes, other generators, and rates at which
  /// policies become sure.
  @Test func `plans and edges are the same bit for bit`() throws {
    let task = try TrainingCases.fiveArms()
    let recipes = try [0, 0.3].map { try TrainingCases.recipe(sigma: $0) }
    var plan = try RunPlan(steps: 37, threshold: 0.3, stride: 5)
    try expectSame(task, recipes, plan)
    plan.watchesEntropy = true
    try expectSame(task.silenced, recipes, plan, runs: 5..<8)
    try expectSame(
      task, recipes, Self.plan, Sampling(groups: 0, seed: 3, generator: .mt19937))
    try expectSame(
      task, try [0, 0.3].map { try TrainingCases.recipe(.mean, sigma: $0, rate: 1e3) })
    // Spreads whose squares underflow.
    try expectSame(
      task.silenced,
      try [AdvantageKind.mean, .standardized].map { try TrainingCases.recipe($0, sigma: 1e-150) })
  }

  /// Gradients beyond 1e100, where a run stops: rewards and noise of that size, 8 runs of 40 steps.
  @Test func `runs that leave the finite numbers are the same bit for bit`() throws {
    let huge = try TrainingTask(
      name: "huge", policy: TrainingCases.fiveArms().policy, rewards: [[1e100, 0, 0, 1e100, 0]])
    let recipes = try [AdvantageKind.reinforce, .mean].map {
      try TrainingCases.recipe($0, groupSize: 2, sigma: 1e100, rate: 1e-101)
    }
    try expectSame(huge, recipes)
    let sampling = Sampling(groups: 0, seed: 7)
    let lanes = LaneRunner(huge, recipes: recipes, plan: Self.plan, sampling: sampling)
    #expect(lanes?.run(3..<11)[0]?.contains { $0.hasDiverged } == true)
  }

  @Test func `what lanes do not do goes run by run`() throws {
    let task = try TrainingCases.fiveArms()
    var recipes = [
      try TrainingCases.recipe(.batchStandardized), try TrainingCases.recipe(filter: .raw),
      try TrainingCases.recipe(promptsPerStep: 2), try TrainingCases.recipe(innerSteps: 2),
      try TrainingCases.recipe(surrogate: Surrogate(klCoefficient: 0.1)),
    ]
    let plain = try TrainingCases.recipe()
    recipes += [
      plain.with(
        noise: try [0.1, 0.2].map { try RewardNoise(Dither(.gaussian), sigma: $0) }),
      plain.with(noise: [try RewardNoise(Dither(.gaussian, mode: .onAdvantages), sigma: 0.1)]),
    ]
    var whitened = plain
    whitened.whitening = .verl
    recipes.append(whitened)
    let sampling = Sampling(groups: 0, seed: 7)
    for recipe in recipes {
      #expect(
        LaneRunner(task, recipes: [recipe], plan: Self.plan, sampling: sampling) == nil,
        "\(recipe)")
    }
    let observed = try task.observed(
      through: .verifier(ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)))
    #expect(
      LaneRunner(observed, recipes: [plain], plan: Self.plan, sampling: sampling) == nil)
    let network = try TrainingCases.network()
    #expect(
      LaneRunner(network, recipes: [plain], plan: Self.plan, sampling: sampling) == nil)
    // Beside one that goes in lanes they are run one by one, and the outcome has all in their order.
    let mixed = Comparison(task, recipes: [recipes[1], plain, recipes[3]], plan: Self.plan)
      .run(11, sampling)
    for (index, recipe) in [recipes[1], plain, recipes[3]].enumerated() {
      var runner = Runner(task, recipe: recipe, plan: Self.plan, sampling: sampling)
      #expect(mixed.summaries[index] == (0..<11).map { runner.run($0) })
    }
  }

  /// Mistakes inside the kernel, in one run of sixteen at one step of 40, are seen by the comparison bit for
  /// bit that the tests above make, and the other runs stay as they are.
  @Test(arguments: LaneMistake.allCases)
  func `a mistake in one lane is refused`(_ mistake: LaneMistake) throws {
    let task = try TrainingCases.fiveArms()
    let recipe = try TrainingCases.recipe(sigma: 0.3)
    let sampling = Sampling(groups: 0, seed: 7)
    let lanes = try #require(
      LaneRunner(task, recipes: [recipe], plan: Self.plan, sampling: sampling))
    let right = try #require(lanes.run(3..<19)[0])
    lanes.trainers[0]?.mistake = LaneSlip(kind: mistake, step: 9, lane: 5)
    let wrong = try #require(lanes.run(3..<19)[0])
    #expect(right.indices.filter { right[$0] != wrong[$0] } == [5])
  }

  /// Negative control: planted errors are not done in lanes, and a run of another number or a noise of
  /// another size is seen.
  @Test func `a difference is seen`() throws {
    let task = try TrainingCases.fiveArms()
    let recipe = try TrainingCases.recipe(sigma: 0.3)
    let sampling = Sampling(groups: 0, seed: 7)
    let lanes = LaneRunner(task, recipes: [recipe], plan: Self.plan, sampling: sampling)
    let found = try #require(lanes?.run(3..<11)[0])
    var other = Runner(task, recipe: recipe, plan: Self.plan, sampling: sampling)
    #expect(found != (4..<12).map { other.run($0) })
    var louder = Runner(
      task, recipe: try TrainingCases.recipe(sigma: 0.3000001), plan: Self.plan, sampling: sampling)
    #expect(found != (3..<11).map { louder.run($0) })
    var wrong = sampling
    wrong.plantedError = PlantedError.allCases[0]
    #expect(LaneRunner(task, recipes: [recipe], plan: Self.plan, sampling: wrong) == nil)
  }
}
