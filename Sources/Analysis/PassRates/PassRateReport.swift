import GRPO

/// What the observed pass rates of a set say at one setting: taken for true, and by their posterior.
public struct PassRateRow: Sendable {
  /// A quantity at the observed rates, and what is known of it at the true ones.
  public struct Value: Sendable {
    /// At the observed rates k/n, as if they were true; nil where no law is known.
    public let plugIn: Double?
    /// At the true rates; nil where no law is known.
    public let posterior: PassRatePosterior.Interval?
  }

  /// Advantage, noise, sigma and group size.
  public let setting: Setting
  /// The share of silent groups.
  public let silentShare: Value
  /// Its unbiased estimate; nil where a prompt has fewer than G completions.
  public let unbiasedSilentShare: Estimate?
  /// The share of the signal in the energy of a group's gradient, prompts by weight:
  /// `sum_i w_i norm(E g_i)^2 / sum_i w_i E norm(g_i)^2`.
  public let signalShare: Value
  /// That share over the one without noise; without values at sigma 0.
  public let keptSignal: Value
}

extension PassRatePosterior {
  /// One row for each setting.
  ///
  /// - Parameters:
  ///   - settings: all of one group size; one of sigma 0 comes before those compared with it.
  ///   - seed: of the draws behind the intervals.
  ///   - threads: for the laws; the numbers do not depend on it.
  public func rows(_ settings: [Setting], seed: UInt64, threads: Int) throws -> [PassRateRow] {
    let curves = try PassRateCurves(settings, threads: threads)
    let found = try summary(settings, curves: curves, seed: seed)
    var plugIn = [Double](repeating: 0, count: curves.width)
    for group in counts.classes {
      let rate = Double(group.correct) / Double(group.completions)
      curves.add(at: rate, scale: group.weight, to: &plugIn)
    }
    return settings.indices.map { index in
      let size = settings[index].groupSize
      return PassRateRow(
        setting: settings[index],
        silentShare: .init(
          plugIn: counts.plugInSilentShare(groupSize: size), posterior: found.silentShare),
        unbiasedSilentShare: counts.unbiasedSilentShare(groupSize: size),
        signalShare: .init(
          plugIn: finite(Self.signalShare(plugIn, index)),
          posterior: found.signalShare[index]),
        keptSignal: .init(
          plugIn: finite(Self.kept(plugIn, index, Self.baseline(of: index, in: settings))),
          posterior: found.keptSignal[index]))
    }
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  /// The setting of sigma 0 that another is compared with; nil for itself.
  static func baseline(of index: Int, in settings: [Setting]) -> Int? {
    let setting = settings[index]
    guard setting.sigma > 0 else { return nil }
    return settings.firstIndex {
      $0.sigma == 0 && $0.advantage == setting.advantage && $0.dither == setting.dither
    }
  }

  /// sum w norm(E g)^2 / sum w E norm(g)^2.
  static func signalShare(_ sums: [Double], _ setting: Int) -> Double {
    let start = setting * PassRateCurves.perSetting
    return sums[start + 1] > 0 ? sums[start] / sums[start + 1] : .nan
  }

  static func kept(_ sums: [Double], _ setting: Int, _ baseline: Int?) -> Double {
    guard let baseline else { return .nan }
    return signalShare(sums, setting) / signalShare(sums, baseline)
  }
}
