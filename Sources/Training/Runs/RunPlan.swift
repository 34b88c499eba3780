import GSL

/// What counts as learned and as collapsed, and how long a run is.
public struct RunPlan: Hashable, Sendable {
  /// Steps of a run.
  public var steps: Int
  /// The value V that counts as learned.
  public var threshold: Double
  /// V is looked at after every so many steps, and at the end.
  public var stride: Int

  /// The most steps that a run may have.
  public static let largestSteps = 1_000_000_000

  /// Whether runs note when they have lost 95% of their entropy.
  var watchesEntropy = false

  /// A plan.
  ///
  /// - Throws: ``TrainingError`` for numbers below 1 or a threshold that is not finite.
  public init(steps: Int, threshold: Double, stride: Int = 1) throws {
    guard 1...Self.largestSteps ~= steps else {
      throw TrainingError("a run has from 1 to \(Self.largestSteps) steps, got \(steps)")
    }
    guard stride >= 1 else { throw TrainingError("a stride is at least 1, got \(stride)") }
    guard threshold.isFinite else {
      throw TrainingError("the threshold is finite, got \(threshold.plainText)")
    }
    self.steps = steps
    self.threshold = threshold
    self.stride = stride
  }

  /// Whether V is looked at after that many steps.
  func isLook(after steps: Int) -> Bool { steps % stride == 0 || steps == self.steps }
}
