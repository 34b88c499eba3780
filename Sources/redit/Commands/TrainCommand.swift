import Analysis
import ArgumentParser
import Platform
import GRPO
import Training

/// `redit train`: one recipe, recorded step by step.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", _superCommandName: CommandRoot.name,
    abstract: "Train by one recipe and record every step: true V, gradient, noise share, events.",
    discussion: """
      One row for each step and run, CSV or JSON Lines (--out FILE.jsonl); data/README.md describes \
      the columns. V, entropy and KL are over all completions, not sampled; the share of noise in \
      the gradient and the distance between E g and grad V are exact, and empty where no law is \
      known. Run n of seed s sees the same random numbers whatever the recipe and the threads.

      With --out a checkpoint is kept beside the file while it is made. A run that was stopped, by \
      --until, Ctrl-C or a crash, goes on with the same command and --resume; the file is the same \
      to the last byte. Where nothing was begun --resume begins, and where all is done it does nothing.

      Examples:
        redit train --sigma 0.05 --steps 300 --runs 8 --out runs.csv
        redit train --task copy --advantage trl --sigma 0 --every 10 --out c.jsonl
        redit train --preset redit-paper --task parity --schedule cosine-reversed
      """)

  @OptionGroup var training: TrainingOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("Runs.", valueName: "n"))
  var runs: Int = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Record every n-th step, and the last one.", valueName: "n"))
  var every: Int = 1

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @Option(
    help: ArgumentHelp(
      """
      File to write, .csv or .jsonl (default: -, standard output). A .meta.json beside it tells \
      'redit repeat' how.
      """, valueName: "file"), completion: .file(extensions: OutputEnding.records))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "csv or jsonl (default: by the ending of --out, else csv).", valueName: "format"))
  var format: RecordFormat?

  @Flag(help: "Go on where the same command was stopped; begin where it was not begun.")
  var resume = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stop after this many steps and keep the checkpoint.", valueName: "n"))
  var until: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seconds between checkpoints.", valueName: "s"))
  var checkpointEvery: Double = 20

  @Flag(help: "Overwrite what is not an unchanged output of 'redit train', and unfinished runs.")
  var force = false

  @OptionGroup(title: "Parts of a run") var shards: ShardOptions

  private var resolvedFormat: RecordFormat {
    format ?? (out?.hasSuffix(".jsonl") ?? false ? .jsonl : .csv)
  }

  private var arguments: [String] {
    RepeatableArguments.of(CurrentRun.arguments, format: resolvedFormat.rawValue)
  }

  func run() throws {
    try check()
    let files = try OutputPlan([("--out", out ?? "-")], force: force)
    let isMerge = CurrentRun.mergedFolder != nil
    if let out, files.isFile("--out"), !resume, !isMerge {
      try Checkpoint.checkAbsence(beside: out, force: force)
    }
    let sampling = try self.sampling.sampling(groups: 0)
    let task = try training.task.load(seed: sampling.seed)
    let checkpoint = isMerge ? nil : try checkpoint(task, files)
    let work = TrainingWork(
      task: task, recipe: try recipe(task), steps: training.resolvedSteps, stride: every,
      runs: runs, sampling: sampling)
    var rows: [StepRecord] = []
    let outcome = try shards.run(work, label: "training", force: force) { units, piece in
      try work.check(units, piece)
      rows += piece.rows
    }
    switch outcome {
    case .replaced: return
    case .merged: break
    case .notAsked:
      guard let found = try train(work, checkpoint) else { return }
      rows = found
    }
    try write(rows, work, checkpoint, to: files)
  }

  /// The rows of all runs, made in this process; nil where it stops on the way, or where the file is there.
  private func train(_ work: TrainingWork, _ checkpoint: Checkpoint?) throws -> [StepRecord]? {
    let session = TrainingSession(
      task: work.task, recipe: work.recipe, steps: work.steps, stride: work.stride,
      sampling: work.sampling, checkpoint: checkpoint, seconds: checkpointEvery)
    var states = (0..<runs).map { RunState(run: $0) }
    if resume, let out, let checkpoint {
      if let kept = try checkpoint.read() {
        states = kept
      } else if Manifest.isCurrent(out, arguments: arguments) {
        try StandardOutput.write("\(out) is there already\n")
        return nil
      }
    }
    states = try session.run(states, until: until ?? work.steps)
    let step = states.map(\.stepsTaken).min() ?? 0
    guard step == work.steps else {
      try StandardOutput.write("stopped after step \(step) of \(work.steps); --resume goes on\n")
      return nil
    }
    return states.flatMap(\.rows)
  }

  /// Rows that are kept in memory until the file is written, some 700 bytes each with their text. Shards keep few of
  /// them, but the merge has them all: what it could not write is not begun.
  private static let largestTable = 2_000_000

  /// Of what goes to a file.
  private func checkpoint(_ task: AnyTrainingTask, _ files: OutputPlan) throws -> Checkpoint? {
    guard let out, files.isFile("--out") else {
      if resume || until != nil { throw UsageError("--resume and --until need a file as --out") }
      return nil
    }
    return Checkpoint(
      path: Checkpoint.path(beside: out), arguments: arguments, inputs: CurrentRun.inputs,
      size: [runs, task.parameterCount])
  }

  private func check() throws {
    try shards.check()
    if shards.replacesOutput {
      try Refusals().refuse(
        "--until", "--checkpoint-every",
        because: "a part keeps every block of runs that is done, and has no other checkpoint")
    }
    try training.checkSize(runs: runs, fewest: 1)
    guard every >= 1 else { throw UsageError("--every: at least 1, got \(every)") }
    let steps = training.resolvedSteps
    let rows = Double(runs) * (Double(steps) / Double(every)).rounded(.up)
    guard rows <= Double(Self.largestTable) else {
      throw UsageError(
        "--runs \(runs) of --steps \(steps) with --every \(every) are \(Int(rows)) rows, all kept in memory: "
          + "at most \(Self.largestTable); --every records fewer")
    }
    guard checkpointEvery >= 0 else {
      throw UsageError("--checkpoint-every: not negative, got \(checkpointEvery)")
    }
    if let until, until < 1 { throw UsageError("--until: at least 1, got \(until)") }
    try Refusals().refuse(
      "--until", when: until ?? 0 > training.resolvedSteps,
      because: "the run ends after --steps \(training.resolvedSteps)")
    if out == nil, !shards.replacesOutput {
      if resume || until != nil { throw UsageError("--resume and --until need --out") }
      try Refusals().refuse(
        "--checkpoint-every", "--force", because: "no file is written (--out names one)")
    }
  }

  /// The one recipe that the options describe.
  private func recipe(_ task: AnyTrainingTask) throws -> Recipe {
    let recipes = try training.plainRecipes(default: ["standardized"], on: task)
    let noises = try training.noises(default: [0.05])
    try training.refuseIdle(recipes, noises, Refusals())
    guard recipes.count == 1 else {
      throw UsageError("--advantage, --group-size: one at a time, got \(recipes.count)")
    }
    // A sigma of 0 is no noise, and would be passed over beside another.
    if let sigmas = training.noise.sigma?.values, sigmas.count > 1 {
      throw UsageError("--sigma: one at a time, got \(sigmas.count); 'redit compare' takes several")
    }
    guard noises.count <= 1 else {
      throw UsageError("one noise at a time, got \(noises.count): --noise, --sigma, --schedule")
    }
    return recipes[0].with(noise: noises)
  }

  private func write(
    _ rows: [StepRecord], _ work: TrainingWork, _ checkpoint: Checkpoint?, to files: OutputPlan
  ) throws {
    let text = try resolvedFormat.text(rows, work.recipe, task: work.task)
    try files.write(["--out": Data(text.utf8)], work.sampling.record(arguments)) {
      Interruption.keep(nil)
      checkpoint?.remove()
    }
    guard let out, files.isFile("--out") else { return }
    let last = rows.filter { $0.step == training.resolvedSteps }.map(\.value)
    let mean = last.reduce(0, +) / Double(last.count)
    try StandardOutput.write(
      "wrote \(out): \(rows.count) rows, V \(NumberText.short(mean)) at the end\n")
  }
}

/// How recorded runs are written.
enum RecordFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl

  func text(_ rows: [StepRecord], _ recipe: Recipe, task: AnyTrainingTask) throws -> String {
    let labels = RecipeLabels(recipe, task: task)
    let lines = rows.map { TrainingLine(record: $0, labels: labels) }
    return switch self {
    case .csv: TrainingTable.table.csv(lines)
    case .jsonl: try TrainingTable.table.lines(lines)
    }
  }
}
