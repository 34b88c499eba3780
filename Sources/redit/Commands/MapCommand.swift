import Analysis
import ArgumentParser
import Platform
import GRPO
import Policies
import Training

/// `redit map`: where noise helps, where it makes no difference, where it hurts.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map", _superCommandName: CommandRoot.name,
    abstract: "Steps with noise over steps without it, over a grid of ways to train.",
    discussion: """
      Every combination of pass rate (or bandit, or --task), group size, advantage, stabilizer, \
      optimizer, step size and inner steps is a row of the map, every noise a column; each cell compares paired runs as \
      'redit compare' does. Beside the ratio stands what the exact laws say at the start of the run: \
      the share of silent groups, the share of noise in the energy of the advantages, the gain (the \
      speed that is left of the expected gradient), its cosine with the gradient of V without and with \
      the noise (far below 1 without it where near-ties are divided by the group's deviation: the one \
      place found where noise saves many steps, and a stabilizer does too), the drift, the rise (what one step of SGD gains, \
      over that without noise), and how long a policy lasts that sees \
      noise alone. data/README.md describes the columns. A cell is called helps or hurts when its \
      interval of 95% lies on one side of 1: of a hundred cells without any effect, five are. Where \
      the rise is known, a second table sets the sigma with the largest beside the one that trained \
      fastest and those that the runs cannot tell from it.

      Examples:
        redit map --out map.csv --plot map.svg
        redit map --pass-rate 0.02,0.3 --group-size 4,16 --advantage trl --runs 200
        redit map --logits=0,0,-5 --rewards=0,.001,1 --stabilizer 0,.05 --steps 4000
        redit map --task modular-addition,copy --advantage trl --sigma 0.05
        redit map --other-pass-rates 0.95 --weights 1,0.5 --advantage grpo,decoupled
      """)

  @Option(
    help: ArgumentHelp(
      "A task of a network, in place of pass rates; a list for several: "
        + AnyTrainingTask.taskNames.joined(separator: ", "), valueName: "name"),
    completion: .names(AnyTrainingTask.taskNames))
  var task: [String] = []

  @OptionGroup var network: NetworkOptions
  @OptionGroup(title: "Grid") var grid: GridOptions
  @OptionGroup(title: "Grader") var channel: ChannelOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps of a run.", valueName: "n"))
  var steps: Int = 400

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Runs of each recipe.", valueName: "n"))
  var runs: Int = 64

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How far on the way from the start to the best counts as learned.", valueName: "share"))
  var share: Double = 0.8

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  func run() throws {
    try TrainingOptions.checkSize(runs: runs, fewest: 2, steps: steps)
    try SizeLimits.checkGroupSizes(grid.groupSize?.values ?? [])
    try SizeLimits.checkBatch(
      grid.batch.promptsPerStep, groupSizes: grid.groupSize?.values ?? [8])
    try network.refuseIdle(hasTask: !task.isEmpty, Refusals())
    let files = try output.plan()
    let sampling = try self.sampling.sampling(groups: 0)
    let work = try work(sampling)
    var cells: [RegimeCell] = []
    guard
      let finished = try parts.run(
        work, label: "training", out: output.text.out, force: output.text.force,
        take: { cells += try work.cells($0, $1) })
    else { return }
    let map = MapText(cells: cells, runs: runs, seed: sampling.seed)
    let text = try map.text(output.text.resolvedFormat, width: output.text.width)
    let contents = try output.contents(text) { map.csv }
    try files.write(
      contents, sampling.record(output.text.arguments), then: finished.close)
  }

  private func work(_ sampling: Sampling) throws -> MapWork {
    let regimes = try self.regimes(seed: sampling.seed)
    let noises = try grid.noises()
    guard !noises.isEmpty else { throw UsageError("--sigma: a map needs a sigma above 0") }
    return MapWork(regimes: regimes, noises: noises, runs: runs, sampling: sampling)
  }

  private func regimes(seed: UInt64) throws -> [Regime] {
    try tasks(seed: seed).map(channel.applied).flatMap { task in
      try grid.recipes(isNeural: !self.task.isEmpty).map { recipe in
        try usage("--steps, --share") {
          try task.check(recipe)
          return try Regime(
            task, recipe: recipe, steps: steps, share: share, stride: self.task.isEmpty ? 1 : 5)
        }
      }
    }
  }

  private func tasks(seed: UInt64) throws -> [AnyTrainingTask] {
    let bandits = try grid.bandits.tasks(grid.components)
    if !bandits.isEmpty {
      if grid.passRate != nil { throw UsageError("--rewards and --pass-rate exclude each other") }
      if !task.isEmpty { throw UsageError("--rewards and --task exclude each other") }
      return bandits
    }
    if task.isEmpty {
      return try (grid.passRate?.values ?? [0.02, 0.1, 0.3, 0.7]).map { rate in
        guard rate > 0, rate < 1 else {
          throw UsageError("--pass-rate: between 0 and 1, for there is nothing to learn at \(rate)")
        }
        return try usage("--pass-rate") { try TaskOptions.bandits([rate], grid.components) }
      }
    }
    if grid.passRate != nil { throw UsageError("--task and --pass-rate exclude each other") }
    if grid.components.otherPassRates != nil {
      throw UsageError("--other-pass-rates: --task has components of its own (--weights 1,1,1)")
    }
    return try Names.list(task, among: AnyTrainingTask.taskNames, option: "--task")
      .map { try network.load($0, seed: seed, weights: grid.components.weights?.values) }
  }
}
