import GRPO

extension Setting {
  /// The setting with noise of another standard deviation.
  public func with(sigma: Double) -> Setting {
    var copy = self
    copy.sigma = sigma
    return copy
  }

  /// The setting without noise, the same one for every noise.
  public func undithered() throws -> Setting {
    var copy = self
    copy.dither = try Dither(.none)
    copy.sigma = 0
    return copy
  }

  /// For tables: "G 4, gaussian, sigma 0.3", "G 4, gaussian, on-advantages, sigma 0.3".
  public var text: String {
    isUndithered
      ? "G \(groupSize), no dither"
      : "G \(groupSize), " + ([dither.family.name] + dither.placement).joined(separator: ", ")
        + ", sigma \(sigma.compact)"
  }

  /// What the rewards see of the noise: the setting without any where it is on the advantages.
  var onRewards: Setting {
    guard dither.mode == .onAdvantages else { return self }
    var copy = self
    copy.sigma = 0
    return copy
  }

  /// Standard deviation of the noise on the advantages; 0 where it is on the rewards.
  var advantageSigma: Double { isUndithered || dither.mode != .onAdvantages ? 0 : sigma }

  /// The largest standard deviation of the noise on rewards of these levels, in their units.
  func rewardSigma(levels: [Double]) -> Double {
    if isUndithered { return 0 }
    return switch dither.mode {
    case .additive: sigma
    case .multiplicative: sigma * levels.reduce(0) { max($0, abs($1)) }
    case .onAdvantages: 0
    }
  }

  /// The setting of independent noise that has the same advantages, where there is one: a shift of all
  /// rewards of a group changes nothing in those that ignore it, and
  ///
  ///     e_i = sqrt(1 - rho) z_i + sqrt(rho) z_0
  ///
  /// is then noise of `sigma sqrt(1 - rho)`. A deviation of the batch sees the shift of a single group.
  var withoutShared: Setting {
    guard dither.mode == .additive, dither.correlation > 0, advantage.ignoresShift,
      advantage.kind != .batchStandardized
    else { return self }
    var copy = self
    copy.dither = dither.independent
    copy.sigma = sigma * (1 - dither.correlation).squareRoot()
    return copy
  }
}

extension Dither {
  /// How it meets the rewards, in words: nothing where it is independent and on the rewards.
  package var placement: [String] {
    (mode == .additive ? [] : [mode.rawValue])
      + (correlation == 0 ? [] : ["correlation \(correlation.compact)"])
  }
}
