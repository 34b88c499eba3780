public import GSL

/// A stochastic policy with finitely many outcomes, numbered `0..<outcomeCount`.
///
/// An outcome is a sequence of `length` tokens; its law factorises over positions,
///
///     log pi(y) = sum_t log pi(y_t | y_1 ... y_{t-1})
///
/// and its score is `s(y) = grad log pi(y)` with respect to `logits`. Everything that is random
/// takes its stream explicitly; everything else is exact up to rounding.
///
/// - Precondition: every `outcome` argument lies in `0..<outcomeCount`, and outcomes have numbers (`isEnumerable`).
public protocol Policy: Sendable {
  /// The family, as it is spelled in a prompt document: `"bandit"` or `"sequence"`.
  var name: String { get }

  /// The parameters theta, flat; all finite.
  ///
  /// Setting them renormalises the whole table, so assign a complete array rather than one element
  /// at a time. The count is fixed at initialisation; a different one, or a value that is not
  /// finite, is a programmer's mistake and stops the program.
  var logits: [Double] { get set }

  /// The number of parameters.
  var parameterCount: Int { get }

  /// Whether outcomes have numbers; true by default, false for sequences of too many.
  ///
  /// Whatever takes or returns an outcome, or goes through all of them, has this for a precondition.
  var isEnumerable: Bool { get }

  /// The number of outcomes.
  var outcomeCount: Int { get }

  /// The number of tokens of every outcome, T (a bandit: 1); with an ``endToken`` the largest one.
  var length: Int { get }

  /// The token that ends a completion; nil, as by default, where all have T tokens.
  var endToken: Int? { get }

  /// The number of different tokens, V (a bandit: its arms).
  var vocabulary: Int { get }

  /// The tokens of an outcome, each in `0..<vocabulary`, the end token included.
  func tokens(of outcome: Int) -> [Int]

  /// How many tokens an outcome has: T, as by default, or with an ``endToken`` 1 to T.
  func tokenCount(of outcome: Int) -> Int

  /// The conditional log-probabilities of the tokens of an outcome, each given its prefix.
  func tokenLogProbabilities(of outcome: Int) -> [Double]

  /// The log-probability of an outcome, the sum of those of its tokens; does not allocate.
  func logProbability(of outcome: Int) -> Double

  /// The probabilities of all outcomes, in order; they sum to 1 up to rounding.
  ///
  /// Complexity: O(`outcomeCount`).
  func probabilities() -> [Double]

  /// Adds the token-weighted score of an outcome to a gradient.
  ///
  ///     gradient += sum_t w_t grad log pi(y_t | y_1 ... y_{t-1})
  ///
  /// With all weights 1 this is the score. Touches only the T rows visited; does not allocate.
  ///
  /// - Parameters:
  ///   - outcome: The outcome y.
  ///   - tokenWeights: The weights w_t, one for each token; those beyond the last are not read.
  ///   - gradient: An array of `parameterCount` numbers.
  func accumulateScore(of outcome: Int, tokenWeights: [Double], into gradient: inout [Double])

  /// The token-weighted score of an outcome as pairs of a parameter's index and its value.
  ///
  /// No index is listed twice; parameters that are not listed have the value 0.
  func sparseScore(of outcome: Int, tokenWeights: [Double]) -> [(index: Int, value: Double)]

  /// A token given its position and the token before (at the first position: 0), where the policy is made of softmax
  /// rows of `vocabulary` logits side by side, a row for each position and token before. Outcomes then have their
  /// tokens as digits in base V, the first the most significant, and with j_t the logit of token t the scores
  ///
  ///     s(y) = sum_t (e_{j_t} - the probabilities of the row of j_t)
  ///
  /// nil, as by default, for any other policy and where a completion may end early; which of both it is does not
  /// depend on the arguments.
  func transition(position: Int, previous: Int, token: Int) -> TokenTransition?

  /// Adds `weight` times the Hessian of the log-probability of an outcome to a square matrix.
  ///
  ///     matrix += weight * grad grad^T log pi(y)
  ///
  /// - Parameters:
  ///   - outcome: The outcome y.
  ///   - weight: What the Hessian is multiplied by.
  ///   - matrix: `parameterCount` rows of `parameterCount` numbers.
  func accumulateLogProbabilityHessian(
    of outcome: Int, weight: Double, into matrix: inout [[Double]])

  /// Draws an outcome, token after token (ancestral sampling): one uniform number for each token.
  ///
  /// Does not allocate.
  func sample(using stream: inout RandomStream) -> Int
}

extension Policy {
  /// true: outcomes have numbers.
  public var isEnumerable: Bool { true }

  /// nil: every completion has T tokens.
  public var endToken: Int? { nil }

  /// T, which is right without an end token.
  public func tokenCount(of outcome: Int) -> Int { length }

  /// nil: nothing is known about what a token depends on.
  public func transition(position: Int, previous: Int, token: Int) -> TokenTransition? { nil }
}
