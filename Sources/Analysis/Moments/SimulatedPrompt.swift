/// What a simulation found for one prompt.
public struct SimulatedPrompt: Sendable {
  /// One summary per setting.
  public let settings: [SimulatedMoments]
  /// One summary per contrast: means are means of differences.
  public let contrasts: [SimulatedMoments]

  /// Contrasts are left out by methods that follow settings only.
  init(settings: [SimulatedMoments], contrasts: [SimulatedMoments] = []) {
    self.settings = settings
    self.contrasts = contrasts
  }
}
