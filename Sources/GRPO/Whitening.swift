import RealModule

/// How advantages are centred and scaled over the batch (REINFORCE++, arXiv:2501.03262; GDPO,
/// arXiv:2601.05242): `A <- (A - mean) * scale`.
///
/// Read in the sources of the systems in 2026. verl, OpenRLHF and NeMo-RL take mean and variance over
/// TOKENS, where completions of one length T count T times each; TRL and ms-swift over completions.
public enum Whitening: String, CaseIterable, Hashable, Sendable {
  /// verl's `masked_whiten`: `1 / sqrt(variance + 1e-8)`, variance of ddof 1 over the tokens.
  case verl
  /// OpenRLHF and NeMo-RL: `1 / sqrt(max(variance, 1e-8))`, variance of ddof 0.
  case openrlhf
  /// TRL, after decoupled rewards and RLOO: `1 / (S + 1e-4)`, standard deviation of ddof 1.
  case trl
  /// ms-swift, after decoupled rewards: `1 / (S + 1e-8)`, standard deviation of ddof 1.
  case msSwift = "ms-swift"

  /// Whether mean and variance are over tokens, so that completions count by their lengths.
  public var countsTokens: Bool {
    switch self {
    case .verl, .openrlhf: true
    case .trl, .msSwift: false
    }
  }

  /// What keeps the divisor from 0: in units of advantage squared inside a root, else of advantage.
  public var stabilizer: Double {
    switch self {
    case .verl, .openrlhf, .msSwift: 1e-8
    case .trl: 1e-4
    }
  }

  /// The factor on the centred advantages.
  ///
  /// - Parameters:
  ///   - sums: of the advantages, one for each completion.
  ///   - length: tokens of a completion, T, at least 1.
  public func scale(_ sums: RewardSums, length: Int) -> Double {
    switch self {
    case .verl:
      // T copies of each of N: T SS / (N T - 1).
      let tokens = Double(sums.count) * Double(length)
      let variance = tokens > 1 ? Double(length) * sums.centredSumOfSquares / (tokens - 1) : 0
      return 1 / Double.sqrt(variance + stabilizer)
    case .openrlhf:
      return 1 / Double.sqrt(max(sums.variance(ddof: 0), stabilizer))
    case .trl, .msSwift:
      return 1 / (sums.standardDeviation(ddof: 1) + stabilizer)
    }
  }
}
