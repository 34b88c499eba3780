import GRPO
import RealModule

/// How advantages are centred and scaled over the batch (REINFORCE++, arXiv:2501.03262):
/// `A <- (A - mean) * scale`.
///
/// Both systems take mean and variance over TOKENS; completions of one length T count T times each.
/// Read in their sources in 2026.
public enum Whitening: String, CaseIterable, Hashable, Sendable {
  /// verl's `masked_whiten`: `1 / sqrt(variance + 1e-8)`, variance of ddof 1 over the tokens.
  case verl
  /// OpenRLHF and NeMo-RL: `1 / sqrt(max(variance, 1e-8))`, variance of ddof 0.
  case openrlhf

  /// What keeps the divisor from 0, advantage units squared.
  public static let floor = 1e-8

  /// The factor on the centred advantages.
  ///
  /// - Parameters:
  ///   - sums: of the advantages, one for each completion.
  ///   - length: tokens of a completion, T.
  func scale(_ sums: RewardSums, length: Int) -> Double {
    switch self {
    case .verl:
      // T copies of each of N: T SS / (N T - 1).
      let tokens = Double(sums.count) * Double(length)
      let variance = tokens > 1 ? Double(length) * sums.centredSumOfSquares / (tokens - 1) : 0
      return 1 / Double.sqrt(variance + Self.floor)
    case .openrlhf:
      return 1 / Double.sqrt(max(sums.variance(ddof: 0), Self.floor))
    }
  }
}
