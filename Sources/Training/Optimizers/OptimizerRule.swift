/// How a gradient becomes a step: the rule and its constants.
///
/// All ASCEND the objective, as PyTorch's optimisers do with `maximize=True`; with the same constants
/// they take the same steps, up to rounding.
public enum OptimizerRule: Hashable, Sendable {
  /// Plain gradient ascent: `theta += rate g`.
  case sgd
  /// Heavy ball: `v = decay v + g`, `theta += rate v`.
  case momentum(decay: Double)
  /// Kingma and Ba 2015 (arXiv:1412.6980), with bias correction.
  ///
  /// ```
  /// m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
  /// theta += rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
  /// ```
  case adam(beta1: Double, beta2: Double, epsilon: Double)
  /// Adam after `theta -= rate weightDecay theta` (Loshchilov and Hutter 2019, arXiv:1711.05101).
  case adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  /// Adam with PyTorch's constants: .9, .999, 1e-8.
  public static let adam = OptimizerRule.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// The names that ``init(name:)`` knows.
  public static let names = ["sgd", "momentum", "adam", "adamw"]

  /// The rule of that name with the usual constants: momentum .9; Adam .9, .999, 1e-8; weight decay
  /// .01.
  ///
  /// - Throws: ``TrainingError`` with the names that are known.
  public init(name: String) throws {
    switch name {
    case "sgd": self = .sgd
    case "momentum": self = .momentum(decay: 0.9)
    case "adam": self = .adam
    case "adamw": self = .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)
    default:
      throw TrainingError("unknown optimizer \(name); known: \(Self.names.joined(separator: ", "))")
    }
  }

  /// The name of the rule, one of ``names``.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .momentum: "momentum"
    case .adam: "adam"
    case .adamW: "adamw"
    }
  }
}
