import GRPO

/// What settings must share to be simulated side by side: everything but sigma and stabilizer.
///
/// Their advantages are a multiple of the dithered rewards,
///
///     A = w (r + sigma z),   w = numerator / (norm(r + sigma z) + offset)   or   w = numerator
///
/// mean: w = 1; leave-one-out: w = G/(G-1); standardized: numerator sqrt m, offset eps sqrt m with
/// m = n - ddof, and n the size of the group or of the batch.
struct PanelKey: Hashable {
  let dither: Int
  let isCentred: Bool
  /// Advantages are divided by a norm, of the group or of the batch.
  let isDivided: Bool
  let usesBatch: Bool

  /// nil when the advantages are not of this form.
  init?(_ setting: Setting, dither: Int) {
    guard setting.advantage.clamp == nil, setting.aggregation == .summed, setting.dither.isPlain
    else { return nil }
    // The panel adds an offset to the norm, and knows no mean.
    guard setting.advantage.focal == 0 else { return nil }
    guard setting.advantage.denominator == .added || !setting.advantage.kind.dividesByDeviation
    else { return nil }
    self.dither = dither
    switch setting.advantage.kind {
    // Every completion has a divisor of its own; a mean is no norm, and may be below 0; a lead is no deviation.
    case .leaveOneOutStandardized, .meanNormalized, .bestOnly: return nil
    case .reinforce: (isCentred, isDivided, usesBatch) = (false, false, false)
    case .mean, .leaveOneOut: (isCentred, isDivided, usesBatch) = (true, false, false)
    case .standardized: (isCentred, isDivided, usesBatch) = (true, true, false)
    case .batchStandardized: (isCentred, isDivided, usesBatch) = (true, true, true)
    }
  }

  /// What the settings share whose groups are written down once.
  var frame: PanelKey { PanelKey(self) }

  private init(_ key: PanelKey) {
    dither = key.dither
    isCentred = key.isCentred
    isDivided = false
    usesBatch = key.usesBatch
  }
}
