import RealModule

/// A token after another in a policy made of softmax rows.
public struct TokenTransition: Sendable {
  /// The index of its logit.
  public let logit: Int
  /// Its probability p, given the token before.
  public let probability: Double
  /// log p.
  public let logProbability: Double

  /// 1 - p, free of cancellation as p goes to 1.
  public var rest: Double { -Double.expMinusOne(logProbability) }
}

extension SoftmaxTable {
  func transition(row: Int, token: Int) -> TokenTransition {
    let logit = row * width + token
    return TokenTransition(
      logit: logit, probability: probabilities[logit], logProbability: logProbabilities[logit])
  }
}
