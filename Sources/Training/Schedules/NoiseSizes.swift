/// The size of a noise at each step of a run, worked out when asked for: a run of a thousand million
/// steps takes no list of them.
///
/// ```
/// size(t) = rootMeanSquare radius(8000 t / T) / sqrt(mean over t of radius^2)
/// ```
///
/// with t counted from the end where the schedule is reversed.
public struct NoiseSizes: Hashable, Sendable {
  /// The schedule that the sizes follow.
  public let schedule: DitherSchedule
  /// Root mean square over the run, reward units.
  public let rootMeanSquare: Double
  /// Steps of the run, T.
  public let steps: Int
  /// Root mean square of the radii.
  private let scale: Double

  /// Sizes over a run; O(steps) once, unless the schedule is constant.
  ///
  /// - Precondition: at least one step.
  public init(_ schedule: DitherSchedule, rootMeanSquare: Double, steps: Int) {
    precondition(steps >= 1, "a run has at least one step")
    self.schedule = schedule
    self.rootMeanSquare = rootMeanSquare
    self.steps = steps
    guard schedule.curve != .constant, rootMeanSquare > 0 else {
      scale = 1
      return
    }
    var sum = 0.0
    for step in 0..<steps {
      let radius = schedule.radius(at: step, of: steps)
      sum += radius * radius
    }
    scale = (sum / Double(steps)).squareRoot()
  }

  /// The size at a step, from 0.
  public subscript(step: Int) -> Double {
    if schedule.curve == .constant || rootMeanSquare == 0 { return rootMeanSquare }
    let position = schedule.isReversed ? steps - 1 - step : step
    // A run backwards has the same radii, hence the same root mean square.
    return rootMeanSquare * (schedule.radius(at: position, of: steps) / scale)
  }
}
