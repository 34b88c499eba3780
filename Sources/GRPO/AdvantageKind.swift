/// How rewards of one group become advantages, with `m` and `S` their mean and standard deviation.
public enum AdvantageKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// `A_i = r_i`: no baseline.
  case reinforce
  /// `A_i = r_i - m` (Dr. GRPO, arXiv:2503.20783).
  case mean
  /// `A_i = r_i - mean of the others = G/(G-1) (r_i - m)` (RLOO, arXiv:2402.14740).
  case leaveOneOut = "leave-one-out"
  /// `A_i = (r_i - m) / (S + eps)` (GRPO, arXiv:2402.03300).
  case standardized
  /// `A_i = (r_i - m) / (S + eps)` with `S` over all rewards of the batch.
  case batchStandardized = "batch-standardized"
  /// `A_i = (r_i - m') / (S' + eps)` with the mean and the standard deviation of the
  /// others (NeMo-RL: ddof 1); unscaled when `S' = 0` (NeMo-RL). It has no bound.
  case leaveOneOutStandardized = "leave-one-out-standardized"
  /// `A_i = (r_i - m) / (m + eps)`, and 0 where that denominator is 0 (MaxRL, arXiv:2602.02710). For
  /// rewards of at least 0 it is bounded by `G - 1`; where noise brings the mean near 0 it has no bound.
  case meanNormalized = "mean-normalized"
  /// `A_i = (r_i - the next best) / (S + eps)` for the best completion, 0 for all others, and for all where two
  /// are best (verl's `grpo_passk`). It is bounded by `sqrt(G (G - ddof)/(G - 1))`, and does not sum to 0.
  case bestOnly = "best-only"

  /// The kind called `name`.
  ///
  /// - Throws: ``GRPOError`` with the name and the names that are known.
  public init(name: String) throws {
    guard let kind = Self(rawValue: name) else {
      throw GRPOError.unknownName(
        kind: "advantage", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = kind
  }

  /// Whether it is a linear map of the rewards.
  public var isLinear: Bool {
    switch self {
    case .reinforce, .mean, .leaveOneOut: true
    case .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      false
    }
  }

  /// Whether it divides by a standard deviation, so that ddof means something.
  public var dividesByDeviation: Bool {
    switch self {
    case .reinforce, .mean, .leaveOneOut, .meanNormalized: false
    case .standardized, .batchStandardized, .leaveOneOutStandardized, .bestOnly: true
    }
  }

  /// Whether it divides at all, so that a stabilizer means something and the unit of reward does not.
  public var divides: Bool { !isLinear }

  /// Whether a constant added to all rewards changes nothing.
  public var ignoresShift: Bool {
    switch self {
    case .reinforce, .meanNormalized: false
    case .mean, .leaveOneOut, .standardized, .batchStandardized, .leaveOneOutStandardized,
      .bestOnly:
      true
    }
  }

  /// The smallest group it is defined for: a baseline needs another completion, a standard
  /// deviation of the others two of them.
  public var minimumGroupSize: Int {
    switch self {
    case .reinforce: 1
    case .mean, .leaveOneOut, .standardized, .batchStandardized, .meanNormalized, .bestOnly: 2
    case .leaveOneOutStandardized: 3
    }
  }
}
