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

  /// For tables: "G 4, gaussian, sigma 0.3".
  public var text: String {
    isUndithered
      ? "G \(groupSize), no dither"
      : "G \(groupSize), \(dither.family.name), sigma \(sigma.compact)"
  }
}
