import GRPO

extension Surrogate {
  /// `token-mean loss`; nothing for the sum.
  var aggregationWords: String? {
    lossAggregation == .sum ? nil : "\(lossAggregation.rawValue) loss"
  }

  /// The level of the ratio and what becomes of it: `token ratio clipped to 0.8..1.2`, an open side left empty.
  var ratioWords: String {
    let range = clipRange.map {
      ($0.low.isFinite ? NumberText.short(1 - $0.low) : "") + ".."
        + ($0.high.isFinite ? NumberText.short(1 + $0.high) : "")
    }
    let clip = range.map {
      switch clipForm {
      case .ppo: " clipped to \($0)"
      case .cispo: " clipped to \($0) as a weight (cispo)"
      case .mask: " masked outside of \($0)"
      }
    }
    let dual = dualClip.map { ", dual clip \(NumberText.short($0))" } ?? ""
    return "\(ratioLevel.rawValue) ratio" + (clip ?? "") + dual
  }
}
