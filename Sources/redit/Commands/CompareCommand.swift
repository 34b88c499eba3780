import Analysis
import ArgumentParser
import Platform
import Training

/// `redit compare`: does it learn faster with noise than without?
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", _superCommandName: CommandRoot.name,
    abstract: "Train with and without noise, run by run on the same random numbers.",
    discussion: """
      For each advantage, runs without noise are the yardstick; every noise is compared with them \
      pair by pair. 'steps' is the restricted mean of the steps to the threshold: a run that does not \
      get there counts as long as it is (the area under the Kaplan-Meier curve). A ratio below 1 means \
      faster with noise. Intervals are 95%, by a paired bootstrap; those of collapse by Clopper and \
      Pearson. A run has collapsed when less than a twentieth of its entropy is left and V is below \
      the threshold. V is exact: over all completions, not sampled.

      Examples:
        redit compare --sigma 0.05,0.5
        redit compare --pass-rate 0.02,0.1,0.5 --advantage trl,dr-grpo
        redit compare --task mixture --preset redit-paper --schedule factor,cosine
      """)

  @OptionGroup var training: TrainingOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Runs of each recipe; intervals take 6 and more.", valueName: "n"))
  var runs: Int = 256

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The V that counts as learned (default: 80% of the way from the start to the best).",
      valueName: "V"))
  var threshold: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Look at V every n steps (default 1; with --task 5).", valueName: "n"))
  var every: Int?

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @OptionGroup(title: "Output") var output: TextOutput
  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  func run() throws {
    try training.checkSize(runs: runs, fewest: 2)
    let files = try output.plan()
    let sampling = try self.sampling.sampling(groups: 0)
    let task = try training.task.load(seed: sampling.seed)
    let plan = try plan(task)
    let noises = try training.noises(default: [0.05, 0.5])
    let advantages = try training.advantages(default: ["standardized", "mean"])
    let plain = try training.plainRecipes(default: ["standardized", "mean"], on: task)
    try training.refuseIdle(plain, noises, Refusals())
    let work = ComparisonWork(
      task: task,
      families: plain.map { plain in [plain] + noises.map { plain.with(noise: [$0]) } },
      plan: plan, runs: runs, sampling: sampling)
    var found = ComparisonWork.Collection(work)
    guard
      let finished = try parts.run(
        work, label: "training", out: output.out, force: output.force,
        take: { try found.take($0, $1) })
    else { return }
    let text = try ComparisonText(
      task: task, plan: plan, runs: runs, sampling: sampling,
      families: zip(work.families, found.summaries).map { recipes, summaries in
        try task.outcome(summaries, plan: plan, sampling).rows(recipes)
      }, advantages: advantages
    ).text(output.resolvedFormat, width: output.width)
    try files.write(
      ["--out": Data(text.utf8)], sampling.record(output.arguments), then: finished.close)
  }

  private func plan(_ task: AnyTrainingTask) throws -> RunPlan {
    let (start, best) = (task.initialValue, task.bestValue)
    guard start < best else {
      throw UsageError(
        "nothing can be learned: V is \(start) at the start and at best (all completions that are drawn "
          + "have the best reward, or all the same)")
    }
    let goal = threshold ?? start + 0.8 * (best - start)
    guard goal > start, goal < best else {
      throw UsageError(
        "--threshold: between V at the start, \(start), and the best, \(best); got \(goal)")
    }
    return try usage("--steps") {
      try RunPlan(
        steps: training.resolvedSteps, threshold: goal,
        stride: every ?? (training.task.task == nil ? 1 : 5))
    }
  }
}
