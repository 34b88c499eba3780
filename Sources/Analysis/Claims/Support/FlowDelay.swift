import GRPO
import GSL
import Policies
import RealModule

/// How much later a mean flow reaches a value with dither than without, exactly and simulated.
///
///     t = integral dx (dV/dx) / (grad V . E g),   x = log(V / (1 - V)),   0 < V < 1
///
/// The two flows take paths of their own. Speeds are simulated at Gauss-Legendre nodes of x on the exact
/// path of each, all from draws of their own; the error is that of the speeds, by the delta method.
struct FlowDelay {
  private static let nodeCount = 16

  /// The delay by integrating the exact flows.
  let exact: Double
  /// The delay by the simulated speeds.
  let estimate: Estimate

  /// - Parameters:
  ///   - bandit: where both flows start, with rewards from 0 to 1.
  ///   - setting: the dithered one.
  ///   - goal: the value to be reached.
  /// - Throws: `AnalysisError` where no exact law is known, or the goal is not reached.
  init(
    _ experiment: Experiment, _ bandit: SoftmaxBandit, rewards: [Double], _ setting: Setting,
    goal: Double
  ) throws {
    let settings = [setting, try setting.undithered()]
    let paths = try settings.map {
      try FlowPath(bandit, rewards: rewards, $0, goal: goal, nodeCount: Self.nodeCount)
    }
    exact = paths[0].time - paths[1].time
    let found = try experiment.simulate(
      paths.flatMap(\.problems), settings, contrasts: [])
    var (delay, variance) = (0.0, 0.0)
    for (number, path) in paths.enumerated() {
      for (node, problem) in path.problems.enumerated() {
        // Every node is simulated under both settings; what counts is the one whose path it is on.
        let moments = found[number * Self.nodeCount + node].settings[number]
        let speed = moments.projection(on: problem.valueGradient)
        let time = path.weights[node] / speed.mean
        delay += number == 0 ? time : -time
        // d(w / s) = -(w / s) ds / s.
        let error = time * speed.standardError / speed.mean
        variance += error * error
      }
    }
    estimate = Estimate(
      mean: delay, standardError: variance.squareRoot(), count: found[0].settings[0].count)
  }
}

/// An exact flow, with nodes on its way at which `integral dV / V'` is a weighted sum of `1 / V'`.
struct FlowPath {
  let time: Double
  private(set) var problems: [Problem] = []
  private(set) var weights: [Double] = []

  init(
    _ bandit: SoftmaxBandit, rewards: [Double], _ setting: Setting, goal: Double, nodeCount: Int
  ) throws {
    let flow = GradientFlow(
      policy: bandit, rewards: rewards,
      field: GradientFlow.expectedGradient(setting, rewards: rewards))
    let start = bandit.value(of: rewards)
    let ends = [start, goal].map { Double.log($0 / (1 - $0)) }
    let rule = Quadrature.gaussLegendre(count: nodeCount)
    time = try flow.time(gain: goal - start) ?? .infinity
    for (node, weight) in zip(rule.nodes, rule.weights) {
      let x = ends[0] + (ends[1] - ends[0]) * (node + 1) / 2
      let value = 1 / (1 + Double.exp(-x))
      guard let logits = try flow.logits(afterGain: value - start) else {
        throw AnalysisError("the flow does not reach \(goal)")
      }
      problems.append(
        try Problem(
          Prompt(name: "node", policy: SoftmaxBandit(logits: logits), rewards: rewards)))
      // dV = V (1 - V) dx, and the nodes are those of [-1, 1].
      weights.append(weight * (ends[1] - ends[0]) / 2 * value * (1 - value))
    }
  }
}
