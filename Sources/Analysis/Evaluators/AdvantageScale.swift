import GRPO

/// Numerator and offset of the scale of a setting's advantages, in a unit; the offset means nothing where
/// the advantages are not divided.
struct AdvantageScale {
  let numerator: Double
  let offset: Double

  init(_ setting: Setting, unit: Double) {
    let g = Double(setting.groupSize)
    let n = setting.advantage.kind == .batchStandardized ? g * Double(setting.batchGroups) : g
    // Panels know the norm of the deviations, not their standard deviation: both sides of the
    // fraction times sqrt(n - ddof).
    let root = (n - Double(setting.advantage.ddof)).squareRoot()
    switch setting.advantage.kind {
    case .leaveOneOut: (numerator, offset) = (g / (g - 1) / unit, 0)
    case .standardized, .batchStandardized:
      (numerator, offset) = (root / unit, setting.advantage.stabilizer * root)
    case .reinforce, .mean: (numerator, offset) = (1 / unit, 0)
    case .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      preconditionFailure("\(setting.advantage.kind) has no panel")
    }
  }
}
