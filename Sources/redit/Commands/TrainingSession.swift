import Analysis
import Foundation
import Training

/// Recorded runs from where they are to where they shall be, with progress and checkpoints.
struct TrainingSession {
  let task: AnyTrainingTask
  let recipe: Recipe
  let steps: Int
  let stride: Int
  let sampling: Sampling
  let checkpoint: Checkpoint?

  /// Steps between two looks at the clock.
  private static let portion = 25

  /// Advances all runs together; a signal to stop ends the process with a checkpoint on disk.
  func run(_ states: [RunState], until goal: Int) throws -> [RunState] {
    let stop = checkpoint.map { _ in StopSignal() }
    var progress = ProgressLine("training")
    defer { progress.finish() }
    var states = states
    var last = Date()
    let goal = min(goal, steps)
    while let step = states.first?.stepsTaken, step < goal {
      states = task.advance(
        states, recipe: recipe, steps: steps, stride: stride, to: min(step + Self.portion, goal),
        sampling)
      progress.update(Double(states[0].stepsTaken) / Double(steps))
      guard let checkpoint else { continue }
      if let signal = stop?.received {
        progress.finish()
        try checkpoint.write(states)
        stop?.end(by: signal, after: states[0].stepsTaken, of: steps)
      }
      if Date().timeIntervalSince(last) >= checkpoint.seconds {
        try checkpoint.write(states)
        last = Date()
      }
    }
    if goal < steps { try checkpoint?.write(states) }
    return states
  }
}

/// The runs of a `train` command that is not finished, beside its output.
struct Checkpoint {
  /// `runs.csv` has `runs.csv.checkpoint`.
  let path: String
  /// What makes a command the same: its arguments but for those without influence on the rows.
  let arguments: [String]
  /// Time between two checkpoints.
  let seconds: Double

  init(output: String, arguments: [String], seconds: Double) {
    path = output + ".checkpoint"
    self.arguments = arguments
    self.seconds = seconds
  }

  private struct File: Codable {
    var version: String
    var arguments: [String]
    var states: [RunState]
  }

  /// Arguments less where results go, how fast they come and where a run stops.
  static func identity(_ arguments: [String]) -> [String] {
    var kept: [String] = []
    var skipsValue = false
    for argument in OutputOptions.removingOutputs(arguments) where argument != "--resume" {
      if skipsValue {
        skipsValue = false
      } else if ["--until", "--checkpoint-every"].contains(argument) {
        skipsValue = true
      } else if !["--until=", "--checkpoint-every="].contains(where: argument.hasPrefix) {
        kept.append(argument)
      }
    }
    return kept
  }

  func read() throws -> [RunState] {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw FileError("--resume: no checkpoint \(path)")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let file = try? decoder.decode(File.self, from: data), !file.states.isEmpty else {
      throw FileError("--resume: \(path) is not a checkpoint of redit")
    }
    guard file.version == Redit.version else {
      throw FileError("--resume: \(path) is of version \(file.version), this is \(Redit.version)")
    }
    guard file.arguments == arguments else {
      throw FileError(
        "--resume: \(path) is of another command: redit \(ShellCommand.text(file.arguments))")
    }
    return file.states
  }

  func write(_ states: [RunState]) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let file = File(version: Redit.version, arguments: arguments, states: states)
    try OutputFile.write(encoder.encode(file), to: path, option: "--out")
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
