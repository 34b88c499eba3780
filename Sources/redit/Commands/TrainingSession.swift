import Analysis
import Platform
import Synchronization
import Training

/// Recorded runs from where they are to where they shall be, with progress and checkpoints.
struct TrainingSession {
  let task: AnyTrainingTask
  let recipe: Recipe
  let steps: Int
  let stride: Int
  let sampling: Sampling
  let checkpoint: Checkpoint?
  /// Seconds between two checkpoints.
  let seconds: Double

  /// The runs as they are, for a signal to keep.
  private final class Latest: Sendable {
    let states: Mutex<[RunState]>
    init(_ states: [RunState]) { self.states = Mutex(states) }
  }

  /// Advances all runs; a signal to stop ends the process with a checkpoint on disk.
  ///
  /// A few runs at a time, a few steps at a time, so that a second or less is lost to a signal.
  func run(_ states: [RunState], until goal: Int) throws -> [RunState] {
    let latest = Latest(states)
    if let checkpoint {
      let steps = steps
      Interruption.keep { Self.keep(latest.states.withLock(\.self), in: checkpoint, of: steps) }
    }
    var progress = ProgressLine("training")
    defer { progress.finish() }
    var (states, last, pace) = (states, Date(), Pace(runs: states.count))
    let goal = min(goal, steps)
    while let step = states.map(\.stepsTaken).min(), step < goal {
      let next = min(step + pace.steps, goal)
      // A checkpoint made on the way has some runs ahead of the others.
      var behind = states.indices.filter { states[$0].stepsTaken < next }[...]
      while !behind.isEmpty {
        let some = behind.prefix(pace.runs)
        let begun = Date()
        let advanced = task.advance(
          some.map { states[$0] }, recipe: recipe, steps: steps, stride: stride, to: next, sampling)
        pace.note(Date().timeIntervalSince(begun), least: sampling.threads)
        for (index, state) in zip(some, advanced) { states[index] = state }
        behind = behind.dropFirst(some.count)
        let share = 1 - Double(behind.count) / Double(states.count)
        progress.update((Double(step) + share * Double(next - step)) / Double(steps))
        guard let checkpoint else { continue }
        latest.states.withLock { $0 = states }
        if Date().timeIntervalSince(last) >= seconds {
          try checkpoint.write(states)
          last = Date()
        }
      }
    }
    if goal < steps {
      try checkpoint?.write(states)
      Interruption.keep(nil)
    }
    return states
  }

  private static func keep(
    _ states: [RunState], in checkpoint: Checkpoint, of steps: Int
  ) -> String {
    let step = states.map(\.stepsTaken).min() ?? 0
    do {
      try checkpoint.write(states)
    } catch {
      return "stopped after step \(step) of \(steps): \(error)"
    }
    return "stopped after step \(step) of \(steps); the same command with --resume goes on"
  }
}

/// How many runs are taken how many steps between two looks at the clock.
private struct Pace {
  private let all: Int
  private(set) var runs: Int
  private(set) var steps = 1

  init(runs: Int) {
    all = runs
    self.runs = min(runs, 64)
  }

  /// Aims at a tenth to half a second.
  mutating func note(_ seconds: Double, least: Int) {
    if seconds < 0.1 {
      if runs < all { runs = min(all, 2 * runs) } else { steps = min(2 * steps, 1 << 20) }
    } else if seconds > 0.5 {
      if steps > 1 { steps /= 2 } else { runs = max(min(least, all), runs / 2) }
    }
  }
}
