import GSL
import Policies

/// Learning with infinitely small steps: the logits follow a vector field.
///
///     d theta / dt = field(theta),     t = (step size) * (number of steps)
///
/// With `field = E g` it is the mean path of SGD; what SGD adds to it is noise (ExplorationDrift).
struct GradientFlow {
  /// Expected group gradient of a policy.
  typealias Field = (any Policy) throws -> [Double]

  let policy: any Policy
  let rewards: [Double]
  let field: Field

  /// The expected group gradient of a setting, by its exact law.
  static func expectedGradient(_ setting: Setting, rewards: [Double]) -> Field {
    return { policy in
      let problem = try Problem(Prompt(name: "flow", policy: policy, rewards: rewards))
      let moments = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      guard let gradient = moments.expectedGradient else {
        throw AnalysisError("no exact law of \(setting.advantage.text), \(setting.text)")
      }
      return gradient
    }
  }

  /// The time until the expected reward has grown by `gain`; nil if that takes longer than `limit`.
  func time(gain: Double, limit: Double = 1e6) throws -> Double? {
    let goal = policy.value(of: rewards) + gain
    var moved = policy
    return try OrdinaryDifferentialEquation.firstTime(
      from: policy.logits, over: 0...limit,
      when: { logits in
        moved.logits = logits
        return moved.value(of: rewards) - goal
      }, derivative)
  }

  /// The logits at which the expected reward has grown by `gain`; nil as for `time`.
  func logits(afterGain gain: Double) throws -> [Double]? {
    guard let time = try time(gain: gain) else { return nil }
    return try OrdinaryDifferentialEquation.solve(from: policy.logits, over: 0...time, derivative)
  }

  private func derivative(_: Double, _ logits: [Double], _ slope: inout [Double]) throws {
    guard logits.allSatisfy(\.isFinite) else { throw AnalysisError("the flow diverges") }
    var moved = policy
    moved.logits = logits
    slope = try field(moved)
  }
}
