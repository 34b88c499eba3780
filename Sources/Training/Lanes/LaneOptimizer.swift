import GSL
import RealModule

/// An ``Optimizer`` of runs side by side, of which each takes the same steps bit for bit.
struct LaneOptimizer {
  private let rule: OptimizerRule
  private let count: Int
  private var steps = 0
  private var first: [RunLanes] = []
  private var second: [RunLanes] = []

  init(_ rule: OptimizerRule, parameterCount: Int) {
    self.rule = rule
    count = parameterCount
    let zeros = [RunLanes](repeating: .zero, count: parameterCount)
    switch rule {
    case .sgd: break
    case .momentum: first = zeros
    case .adam, .adamW: (first, second) = (zeros, zeros)
    }
  }

  mutating func restart() {
    steps = 0
    for i in first.indices { first[i] = .zero }
    for i in second.indices { second[i] = .zero }
  }

  /// Adds a step to the parameters where the mask is set.
  ///
  /// - Parameter scale: a factor on the gradient, as of norm clipping.
  mutating func move(
    _ parameters: UnsafeMutablePointer<RunLanes>, gradient: UnsafePointer<RunLanes>,
    scale: RunLanes,
    rate: Double, where mask: LaneMask
  ) {
    steps += 1
    switch rule {
    case .sgd:
      for i in 0..<count {
        parameters[i].add(rate * (scale * gradient[i]), where: mask)
      }
    case .momentum(let decay):
      for i in 0..<count {
        first[i] = decay * first[i] + scale * gradient[i]
        parameters[i].add(rate * first[i], where: mask)
      }
    case .adam(let beta1, let beta2, let epsilon):
      adapt(parameters, gradient, scale, rate, (beta1, beta2, epsilon), decay: nil, mask)
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      adapt(
        parameters, gradient, scale, rate, (beta1, beta2, epsilon), decay: rate * weightDecay, mask)
    }
  }

  private mutating func adapt(
    _ parameters: UnsafeMutablePointer<RunLanes>, _ gradient: UnsafePointer<RunLanes>,
    _ scale: RunLanes,
    _ rate: Double,
    _ constants: (beta1: Double, beta2: Double, epsilon: Double), decay: Double?,
    _ mask: LaneMask
  ) {
    let (beta1, beta2, epsilon) = constants
    let firstCorrection = 1 - Double.pow(beta1, steps)
    let secondCorrection = Double.sqrt(1 - Double.pow(beta2, steps))
    let step = rate / firstCorrection
    for i in 0..<count {
      let slope = scale * gradient[i]
      first[i] = beta1 * first[i] + (1 - beta1) * slope
      second[i] = beta2 * second[i] + (1 - beta2) * slope * slope
      var root = second[i]
      root.takeSquareRoot()
      var increment = step * first[i] / (root / secondCorrection + epsilon)
      if let decay { increment = increment - decay * parameters[i] }
      parameters[i].add(increment, where: mask)
    }
  }
}

extension RunLanes {
  @inline(__always)
  fileprivate mutating func add(_ increment: RunLanes, where mask: LaneMask) {
    self = self.or(self + increment, where: mask)
  }
}
