import GSL
import RealModule

/// An ``Optimizer`` of runs side by side, of which each takes the same steps bit for bit.
struct LaneOptimizer: ~Copyable {
  private let rule: OptimizerRule
  private let count: Int
  /// Steps of each run: those that have left the finite numbers take no more.
  private let taken = Buffer(repeating: LaneMask.zero, count: 1)
  private let first: Buffer<RunLanes>
  private let second: Buffer<RunLanes>

  init(_ rule: OptimizerRule, parameterCount: Int) {
    self.rule = rule
    count = parameterCount
    let sizes =
      switch rule {
      case .sgd: (0, 0)
      case .momentum: (parameterCount, 0)
      case .adam, .adamW: (parameterCount, parameterCount)
      }
    first = Buffer(repeating: .zero, count: sizes.0)
    second = Buffer(repeating: .zero, count: sizes.1)
  }

  func restart() {
    taken[0] = .zero
    first.fill(.zero)
    second.fill(.zero)
  }

  /// What the optimiser of one run remembers.
  func memory(lane: Int) -> Optimizer.Memory {
    var memory = Optimizer.Memory()
    memory.steps = Int(taken[0][lane])
    memory.first = (0..<first.count).map { first[$0][lane] }
    memory.second = (0..<second.count).map { second[$0][lane] }
    return memory
  }

  /// Goes on from there in one lane.
  func resume(_ memory: Optimizer.Memory, lane: Int) {
    taken[0][lane] = Int64(memory.steps)
    for i in 0..<first.count { first[i][lane] = memory.first[i] }
    for i in 0..<second.count { second[i][lane] = memory.second[i] }
  }

  /// Adds a step to the parameters where the mask is set.
  ///
  /// - Parameters:
  ///   - scale: a factor on the gradient, as of norm clipping.
  ///   - rate: the step size.
  ///   - steps: the number of the step, from 1.
  func move(
    _ parameters: UnsafeMutablePointer<RunLanes>, gradient: UnsafePointer<RunLanes>,
    scale: RunLanes, rate: Double, steps: Int, where mask: LaneMask
  ) {
    // The mask is -1 where it is set.
    taken[0] = taken[0] &- mask
    let first = first.pointer(length: first.count)
    switch rule {
    case .sgd:
      for i in 0..<count {
        parameters[i].add(rate * (scale * gradient[i]), where: mask)
      }
    case .momentum(let decay):
      for i in 0..<count {
        first[i] = first[i].or(decay * first[i] + scale * gradient[i], where: mask)
        parameters[i].add(rate * first[i], where: mask)
      }
    case .adam(let beta1, let beta2, let epsilon):
      adapt(parameters, gradient, scale, rate, steps, (beta1, beta2, epsilon), decay: nil, mask)
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      adapt(
        parameters, gradient, scale, rate, steps, (beta1, beta2, epsilon),
        decay: rate * weightDecay, mask)
    }
  }

  private func adapt(
    _ parameters: UnsafeMutablePointer<RunLanes>, _ gradient: UnsafePointer<RunLanes>,
    _ scale: RunLanes, _ rate: Double, _ steps: Int,
    _ constants: (beta1: Double, beta2: Double, epsilon: Double), decay: Double?,
    _ mask: LaneMask
  ) {
    let (beta1, beta2, epsilon) = constants
    let first = first.pointer(length: count)
    let second = second.pointer(length: count)
    let firstCorrection = 1 - Double.pow(beta1, steps)
    let secondCorrection = Double.sqrt(1 - Double.pow(beta2, steps))
    let step = rate / firstCorrection
    for i in 0..<count {
      let slope = scale * gradient[i]
      first[i] = first[i].or(beta1 * first[i] + (1 - beta1) * slope, where: mask)
      second[i] = second[i].or(beta2 * second[i] + (1 - beta2) * slope * slope, where: mask)
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
