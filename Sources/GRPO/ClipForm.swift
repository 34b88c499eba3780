import RealModule

/// What a trust region does with the importance ratios outside of it.
///
/// ```
/// form    weight of A > 0             weight of A < 0
/// ppo     rho up to 1 + high, else 0  rho from 1 - low, else 0
/// cispo   rho moved into the range    the same
/// mask    rho inside the range, else 0  the same
/// ```
///
/// The last two do not ask for the sign of the advantage: their gradient is linear in it, and
/// unbiased noise on the advantage stays unbiased (claim ClipPenalty).
public enum ClipForm: String, CaseIterable, Hashable, Sendable {
  /// `min(rho A, clip(rho) A)`, of PPO and GRPO: no gradient where the ratio has moved too far the
  /// way the advantage pulls.
  case ppo
  /// The weight `clip(rho)`, taken as a constant of the gradient (MiniMax-M1, arXiv:2506.13585;
  /// `loss_type="cispo"` of TRL): no completion loses its gradient.
  ///
  /// With an open low side and `high = C - 1` these are truncated importance weights, `min(rho, C)`.
  case cispo
  /// The weight rho inside of the range and 0 outside, for either sign (IcePop; the token and
  /// sequence masks of TRL and verl).
  case mask

  /// Whether the gradient asks for the sign of the advantage.
  public var asksForSign: Bool { self == .ppo }
}

extension ClipRange {
  /// Whether a ratio lies in the range, its ends included.
  public func contains(_ ratio: Double) -> Bool { ratio >= 1 - low && ratio <= 1 + high }

  /// The function F of the ratio with `dF / d log(ratio) = clip(ratio)` and `F(1) = 1`:
  ///
  /// ```
  /// F = ratio inside,   edge (1 + log(ratio / edge)) beyond an edge
  /// ```
  ///
  /// What TRL reports of ``ClipForm/cispo``, `clip(rho) log pi` with a constant first factor, has the
  /// same gradient; F has it as a function of the ratio alone.
  public func softened(_ ratio: Double) -> Double {
    let edge = clamp(ratio)
    return edge == ratio ? ratio : edge * (1 + .log(ratio / edge))
  }
}
