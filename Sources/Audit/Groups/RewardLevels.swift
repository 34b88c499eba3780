/// The distinct rewards of a run, as they are met.
struct RewardLevels {
  /// In the order in which they were met.
  private(set) var values: [Double] = []
  /// More distinct rewards than this are no levels.
  static let limit = 32

  /// The place of a reward, those that differ by rounding being one; nil where it would be one too many.
  mutating func place(_ reward: Double) -> Int? {
    for place in values.indices where values[place] == reward { return place }
    let margin = SinglePrecisionLimit.silence(abs(reward))
    for place in values.indices where abs(values[place] - reward) <= margin { return place }
    guard values.count < Self.limit else { return nil }
    values.append(reward)
    return values.count - 1
  }
}
