/// A difference of two settings simulated on the same draws: `setting` less `baseline`.
public struct Contrast: Hashable, Sendable {
  /// Index of the setting of interest.
  public let setting: Int
  /// Index of the setting it is compared with.
  public let baseline: Int

  /// The contrast of two settings of one simulation.
  public init(setting: Int, baseline: Int) {
    self.setting = setting
    self.baseline = baseline
  }
}
