import Analysis
import TestSupport

extension ZScore {
  /// An estimate of the analysis; rounding is that of verdicts, 1e-12 of the larger of the reference and 1.
  init(_ estimate: Estimate, against reference: Double) {
    self.init(
      estimate.mean, standardError: estimate.standardError, count: estimate.count,
      against: reference, rounding: 1e-12 * max(1, abs(reference)))
  }
}
