/// How much of the advantages of groups is dither, over all groups that a policy draws.
package enum AdvantageEnergy {
  /// More compositions than this are not summed.
  private static let limit = 200_000.0

  /// `1 - E sum_i E[A_i given r]^2 / E sum_i A_i^2`, over the compositions of a group.
  ///
  /// Nil where no law is known or there are more than 200,000 compositions.
  ///
  /// - Parameters:
  ///   - levels: distinct raw rewards in increasing order.
  ///   - probabilities: of each level, for one completion.
  package static func noiseShare(
    levels: [Double], probabilities: [Double], setting: Setting
  ) -> Double? {
    if setting.isUndithered { return 0 }
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: probabilities)
    guard compositions.count <= limit, var law = GroupLaw(levels: levels, setting: setting) else {
      return nil
    }
    var sums = (signal: 0.0, total: 0.0)
    let isKnown: Void? = try? compositions.forEach { counts, probability in
      try law.hold(counts: counts)
      for l in counts.indices where counts[l] > 0 {
        let share = probability * Double(counts[l])
        sums.signal += share * law.mean(l) * law.mean(l)
        sums.total += share * (law.mean(l) * law.mean(l) + law.variance(l))
      }
    }
    guard isKnown != nil, sums.total > 0 else { return nil }
    // Where the noise hardly shows the difference may round below 0.
    return max(0, 1 - sums.signal / sums.total)
  }
}
