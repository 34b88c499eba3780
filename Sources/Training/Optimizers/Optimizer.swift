import GSL
import RealModule

/// A rule with what it remembers: the moments of past gradients, in flat arrays.
///
///     var optimizer = Optimizer(.adam, parameterCount: policy.parameterCount)
///     optimizer.fill(&increment, gradient: gradient, scale: 1, parameters: theta, rate: 1e-3)
///     policy.add(increment, scale: 1)
public struct Optimizer: Sendable {
  /// The rule that makes a step of a gradient.
  public let rule: OptimizerRule

  /// What it remembers; a checkpoint holds it.
  public internal(set) var memory: Memory

  /// Moments of past gradients.
  public struct Memory: Hashable, Codable, Sendable {
    /// How many steps the optimiser has taken.
    public var steps = 0
    /// Momentum's velocity, Adam's first moment; empty for SGD.
    public var first: [Double] = []
    /// Adam's second moment; empty for the others.
    public var second: [Double] = []
  }

  /// An optimiser that has seen nothing yet.
  public init(_ rule: OptimizerRule, parameterCount: Int) {
    self.rule = rule
    memory = Memory()
    let zeros = [Double](repeating: 0, count: parameterCount)
    switch rule {
    case .sgd: break
    case .momentum: memory.first = zeros
    case .adam, .adamW: (memory.first, memory.second) = (zeros, zeros)
    }
  }

  /// Writes the step to add to the parameters, without allocating.
  ///
  /// - Parameters:
  ///   - increment: as many elements as `gradient`, all overwritten.
  ///   - gradient: of the objective, which is ascended.
  ///   - scale: a factor on the gradient, as of norm clipping.
  ///   - parameters: read by AdamW only.
  ///   - rate: the step size.
  public mutating func fill(
    _ increment: inout [Double], gradient: [Double], scale: Double, parameters: [Double],
    rate: Double
  ) {
    precondition(increment.count == gradient.count, "one increment for each parameter")
    memory.steps += 1
    switch rule {
    case .sgd:
      for i in gradient.indices { increment[i] = rate * (scale * gradient[i]) }
    case .momentum(let decay):
      for i in gradient.indices {
        memory.first[i] = decay * memory.first[i] + scale * gradient[i]
        increment[i] = rate * memory.first[i]
      }
    case .adam(let beta1, let beta2, let epsilon):
      adapt(&increment, gradient, scale, rate, (beta1, beta2, epsilon))
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      adapt(&increment, gradient, scale, rate, (beta1, beta2, epsilon))
      // Adam's step does not read the parameters: the decay may come before it or after.
      for i in gradient.indices { increment[i] -= rate * weightDecay * parameters[i] }
    }
  }

  private mutating func adapt(
    _ increment: inout [Double], _ gradient: [Double], _ scale: Double, _ rate: Double,
    _ constants: (beta1: Double, beta2: Double, epsilon: Double)
  ) {
    let (beta1, beta2, epsilon) = constants
    // This step is counted already: from 1, for before it both corrections are 0.
    let firstCorrection = 1 - Double.pow(beta1, memory.steps)
    let secondCorrection = Double.sqrt(1 - Double.pow(beta2, memory.steps))
    let step = rate / firstCorrection
    let count = gradient.count
    precondition(
      memory.first.count == count && memory.second.count == count, "two moments of each parameter")
    Self.forEachEight(
      count, gradient, &memory.first, &memory.second, &increment
    ) { gradient, first, second, increment in
      let slope = scale * gradient
      first = beta1 * first + (1 - beta1) * slope
      second = beta2 * second + (1 - beta2) * slope * slope
      // Epsilon is added to the corrected root, as in PyTorch and in the formula of the paper.
      increment = step * first / (squareRoots(second) / secondCorrection + epsilon)
    }
  }

  /// Changes numbers eight at a time, the last of them followed by zeros: roots and divisions cost a
  /// vector hardly more than one number.
  @inline(__always)
  private static func forEachEight(
    _ count: Int, _ gradient: UnsafePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>, _ increment: UnsafeMutablePointer<Double>,
    _ change: (
      _ gradient: SIMD8<Double>, _ first: inout SIMD8<Double>, _ second: inout SIMD8<Double>,
      _ increment: inout SIMD8<Double>
    ) -> Void
  ) {
    for start in stride(from: 0, to: count, by: 8) {
      let length = min(8, count - start)
      let slope = SIMD8(gradient + start, count: length)
      var moments = (SIMD8(first + start, count: length), SIMD8(second + start, count: length))
      var step = SIMD8<Double>.zero
      change(slope, &moments.0, &moments.1, &step)
      moments.0.write(to: first + start, count: length)
      moments.1.write(to: second + start, count: length)
      step.write(to: increment + start, count: length)
    }
  }
}

extension SIMD8<Double> {
  /// As many numbers, and zeros after them.
  @inline(__always)
  fileprivate init(_ numbers: UnsafePointer<Double>, count: Int) {
    guard count < 8 else {
      self = UnsafeRawPointer(numbers).loadUnaligned(as: Self.self)
      return
    }
    self = .zero
    for i in 0..<count { self[i] = numbers[i] }
  }

  /// Writes as many numbers.
  @inline(__always)
  fileprivate func write(to numbers: UnsafeMutablePointer<Double>, count: Int) {
    guard count < 8 else {
      return UnsafeMutableRawPointer(numbers).storeBytes(of: self, as: Self.self)
    }
    for i in 0..<count { numbers[i] = self[i] }
  }
}
