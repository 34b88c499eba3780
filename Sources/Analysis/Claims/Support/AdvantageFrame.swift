/// The direction of a group's centred rewards, which is that of its undithered advantages, and one
/// across it.
struct AdvantageFrame {
  let norm: Double
  let along: [Double]
  let across: [Double]

  init(_ rewards: [Double]) {
    let ones = [Double](repeating: 1, count: rewards.count)
    let centred = rejection(rewards, from: ones)
    let norm = dot(centred, centred).squareRoot()
    self.norm = norm
    along = centred.map { $0 / norm }
    let other = rejection(
      rejection(rewards.indices.map { Double($0 * $0) }, from: ones), from: along)
    // Nothing is across the direction of two rewards: what rounding leaves is put to 0.
    let length = rewards.count > 2 ? dot(other, other).squareRoot() : .infinity
    across = other.map { $0 / length }
  }

  /// Lengths of intervals that hold the statistics below, where the energy of the advantages has a
  /// bound.
  static func widths(_ group: FixedGroup) -> [Double?] {
    let energy = group.energyBound
    let diameter = energy.map { 2 * $0.squareRoot() }
    return [diameter, diameter, energy, energy]
  }

  /// A along, A across, (A along)^2, and all energy across.
  @Sendable func statistics(_: [Double], _ advantages: [Double], _ values: inout [Double]) {
    let component = dot(advantages, along)
    values[0] = component
    values[1] = dot(advantages, across)
    values[2] = component * component
    values[3] = dot(advantages, advantages) - component * component
  }
}
