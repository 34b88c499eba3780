import ArgumentParser
import Training

/// The network that learns a task.
struct NetworkOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of --task: state units, a multiple of 8.", valueName: "H"))
  var hidden: Int = 16

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of --task: mean pass rate of the warm start that all runs share.", valueName: "p"))
  var warmPassRate: Double = 0.3

  /// A task by its name, ready to run.
  ///
  /// - Parameter weights: of the components of its rewards; nil for their plain sum.
  func load(_ task: String, seed: UInt64, weights: [Double]? = nil) throws -> AnyTrainingTask {
    let known = try Names.one(task, among: AnyTrainingTask.taskNames, option: "--task")
    return try usage(weights == nil ? "--task" : "--weights") {
      try AnyTrainingTask(
        task: known, hidden: hidden, passRate: warmPassRate, seed: seed, weights: weights)
    }
  }
}
