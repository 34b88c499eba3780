import GRPO
import GSL
import RealModule

/// Which moments of single advantages exist, that is what a standard error of a simulation can mean:
///
///     E abs(A)^k  is finite for k < order
///
/// Linear advantages have the moments of the noise: Student's t of nu degrees of freedom has those
/// below nu. Leave-one-out-standardized ones divide by the deviation s of the G - 1 others: under noise
/// with a density those have G - 2 centred coordinates, so that s has a density like s^(G - 3) near 0
/// and `E s^-k` is finite for k < G - 2. Everything else is bounded or has all moments.
///
/// Mean-normalized ones divide by the mean m of the group, whose density under such noise is not 0 at 0:
/// `E abs(m)^-k` is finite for k < 1, with a stabilizer too, which only moves that point.
///
/// A stabilizer or a clamp bounds these advantages too; but where no group of a run comes near the
/// bound, the run sees what it would see without. Then `isPractical` is true: the moments exist and
/// the run does not know them.
struct MomentOrder: Equatable {
  /// Infinite where all moments exist and a run sees them.
  var order = Double.infinity
  /// True where a bound exists that the run does not reach.
  var isPractical = false
  private var cause = Cause.none

  private enum Cause { case none, tails, others, mean }

  /// Completions below the stabilizer that a run must expect for its moments to show.
  private static let fewest = 25.0

  /// Of the law itself.
  init(_ setting: Setting) {
    guard !setting.isUndithered, !setting.dither.family.isDiscrete else { return }
    limitTails(setting, setting.dither.family.law.momentOrder)
    // Noise on the advantages is not divided.
    if setting.advantageSigma > 0 { return }
    limitByMean(setting)
    if setting.advantage.stabilizer == 0 { limitByOthers(setting) }
  }

  /// Of what a run shows of it.
  ///
  /// - Parameter groups: how many are simulated.
  init(_ setting: Setting, levels: [(reward: Double, probability: Double)], groups: Int) {
    self.init(setting)
    guard !setting.isUndithered, !setting.dither.family.isDiscrete,
      setting.advantage.stabilizer > 0, setting.dither.mode == .additive,
      setting.advantage.kind == .leaveOneOutStandardized,
      Self.expectedBelow(setting, levels, groups: groups) < Self.fewest
    else { return }
    isPractical = limitByOthers(setting)
  }

  @discardableResult
  private mutating func limitByOthers(_ setting: Setting) -> Bool {
    let others = Double(setting.groupSize - 2)
    guard setting.advantage.kind == .leaveOneOutStandardized, setting.advantage.clamp == nil,
      others < order
    else { return false }
    (order, cause) = (others, .others)
    return true
  }

  private mutating func limitTails(_ setting: Setting, _ noise: Double) {
    guard noise.isFinite else { return }
    if setting.advantageSigma > 0 { return (order, cause) = (noise, .tails) }
    switch setting.advantage.kind {
    case .reinforce, .mean, .leaveOneOut, .leaveOneOutStandardized:
      if setting.advantage.clamp == nil { (order, cause) = (noise, .tails) }
    case .standardized, .batchStandardized, .meanNormalized, .bestOnly: break
    }
  }

  private mutating func limitByMean(_ setting: Setting) {
    guard setting.advantage.kind == .meanNormalized, setting.advantage.clamp == nil else { return }
    (order, cause) = (1, .mean)
  }

  /// Expected number of completions in a run whose others deviate by less than the stabilizer: for
  /// small deviations the noncentral chi law is `exp(-lambda^2/2)` times the central one.
  private static func expectedBelow(
    _ setting: Setting, _ levels: [(reward: Double, probability: Double)], groups: Int
  ) -> Double {
    let degrees = Double(setting.groupSize - 2)
    let size = setting.advantage.offset / setting.sigma
    // At ddof 1 a deviation below eps is R^2 below (G - 2) (eps/sigma)^2.
    let central = ChiSquaredDistribution(degreesOfFreedom: degrees)
      .cumulative(degrees * size * size)
    let equal = levels.reduce(0) { $0 + power($1.probability, setting.groupSize - 1) }
    let gaps = zip(levels.dropFirst(), levels).map { $0.reward - $1.reward }
    let least = (gaps.min() ?? 0) / setting.sigma
    // The least that unequal others have: one of G - 1 apart, gap^2 (G - 2)/(G - 1).
    let lambdaSquare = least * least * degrees / (degrees + 1)
    let mixed = Swift.max(0, 1 - equal) * Double.exp(-lambdaSquare / 2)
    return Double(groups) * Double(setting.groupSize) * central * Swift.min(1, equal + mixed)
  }

  /// Whether the expected gradient exists (or shows in the run).
  var hasMean: Bool { order > 1 }
  /// Whether E norm(g)^2 is finite.
  var hasSquare: Bool { order > 2 }
  /// Whether single values of norm(g)^2 have a variance, which is what its standard error is about.
  var hasFourth: Bool { order > 4 }

  /// What a row should say, phrases without full stops; empty where errors mean what they say.
  var notes: [String] {
    guard order.isFinite else { return [] }
    let why = isPractical ? practicalReason : reason
    switch order {
    case ...1:
      return [
        isPractical
          ? "no standard error, and the simulated gradient may be far off: \(why)"
          : "the expected gradient does not exist: \(why)"
      ]
    case ...2:
      return [
        isPractical
          ? "no standard error, and the simulated second moment is likely too small: \(why)"
          : "the second moment is infinite, no standard error exists: \(why)"
      ]
    case ...4:
      return ["no standard error of second moment, variance and snr: \(why)"]
    case ...8:
      return ["standard errors of second moment, variance and snr are uncertain themselves: \(why)"]
    default: return []
    }
  }

  private var reason: String {
    switch cause {
    case .none, .tails: "the noise has moments below \(order) only"
    case .others:
      "the deviation of the others comes so near to 0 that advantages have moments below \(order) only"
    case .mean: "noise brings the mean of a group, which divides, as near to 0 as you like"
    }
  }

  private var practicalReason: String {
    "no group of the run comes near the deviation at which the stabilizer bounds the advantages"
  }
}
