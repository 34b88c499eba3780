import Synchronization

/// What laws that take long found for groups of two levels: the exact column of a run asks for the same compositions as
/// its simulation with averaged noise.
final class FilledMoments: Sendable {
  private struct Key: Hashable {
    let setting: Setting
    let levels: [Double]
    let parts: Int
    let hasSecond: Bool
    let counts: [Int]
  }

  private let known = Mutex<[Key: ConditionalMoments]>([:])

  /// Groups beyond which compositions are too many to keep.
  private static let largestGroup = 256

  /// The same law, which looks here before it works a group out; the law itself where it is no dear one.
  ///
  /// - Parameters:
  ///   - setting: of the law, in its units.
  ///   - levels: of the law.
  ///   - parts: 2 where an active clip tells positive from negative advantages, else 1.
  func keeping(
    _ law: any ConditionalLaw, setting: Setting, levels: [Double], parts: Int
  ) -> any ConditionalLaw {
    guard levels.count == 2, setting.groupSize <= Self.largestGroup,
      law is ClippedGaussianLaw || law is LeaveOneOutStandardizedLaw
    else { return law }
    return KeptLaw(base: law, setting: setting, levels: levels, parts: parts, filled: self)
  }

  private struct KeptLaw: ConditionalLaw {
    let base: any ConditionalLaw
    let setting: Setting
    let levels: [Double]
    let parts: Int
    let filled: FilledMoments

    var secondMomentGap: String? { base.secondMomentGap }
    var cost: Double { base.cost }

    func coefficients(norm: Double) throws -> RadialCoefficients? {
      try base.coefficients(norm: norm)
    }

    func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
      let key = Key(
        setting: setting, levels: levels, parts: parts, hasSecond: secondMomentGap == nil,
        counts: counts)
      if let known = filled.known.withLock({ $0[key] }) {
        moments = known
        return
      }
      // Outside the lock: two threads may work out the same, and find the same.
      try base.fill(&moments, counts: counts)
      let found = moments
      filled.known.withLock { $0[key] = found }
    }
  }
}
