/// What counts as learned and as collapsed, and how long a run is.
public struct RunPlan: Hashable, Sendable {
  /// Steps of a run.
  public var steps: Int
  /// The value V that counts as learned.
  public var threshold: Double
  /// V is looked at after every so many steps, and at the end.
  public var stride: Int

  /// The longest run.
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
      throw TrainingError("the threshold is finite, got \(threshold)")
    }
    self.steps = steps
    self.threshold = threshold
    self.stride = stride
  }

  /// Whether V is looked at after that many steps.
  func isLook(after steps: Int) -> Bool { steps % stride == 0 || steps == self.steps }
}

/// One run in a few numbers.
public struct RunSummary: Hashable, Sendable {
  /// Steps after which V was first seen at the threshold or above; nil when it never was.
  public internal(set) var reached: Int?
  /// V before the first step.
  public internal(set) var initialValue = 0.0
  /// V at the first look after a quarter of the run.
  public internal(set) var earlyValue = 0.0
  /// V at the end.
  public internal(set) var finalValue = 0.0
  /// Entropy at the end over that at the start.
  public internal(set) var entropyShare = 1.0
  /// Steps after which less than a twentieth of the entropy was left, where that is watched.
  var sureAfter: Int?
  /// True when the run left the finite numbers.
  public internal(set) var hasDiverged = false

  /// The share of the entropy below which a policy is sure.
  static let sureShare = 0.05

  /// A run has collapsed when less than a twentieth of its entropy is left and V is below the
  /// threshold, or when it has diverged: it is sure of what is wrong, and will hardly learn any more.
  public func hasCollapsed(threshold: Double) -> Bool {
    hasDiverged || finalValue < threshold && entropyShare < Self.sureShare
  }
}
