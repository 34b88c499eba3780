/// Counts gradients that vanish or explode.
///
/// Vanishing: a norm below 1e-6. Exploding: a norm above ten times the median of the up to 64 norms
/// before it, once there are eight.
struct GradientEvents: Hashable, Codable, Sendable {
  static let smallest = 1e-6
  static let factor = 10.0
  private static let window = 64
  private static let fewest = 8

  private(set) var vanishing = 0
  private(set) var exploding = 0
  /// The last norms, oldest first from `oldest` on.
  private var recent: [Double] = []
  private var oldest = 0

  /// The median of the norms in memory; nil while there are too few.
  var median: Double? {
    guard recent.count >= Self.fewest else { return nil }
    let sorted = recent.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  mutating func note(norm: Double) {
    if norm < Self.smallest { vanishing += 1 }
    // Before the norm joins those in memory: it is held against the ones before it.
    if explodes(norm) { exploding += 1 }
    if recent.count < Self.window {
      recent.append(norm)
    } else {
      recent[oldest] = norm
      oldest = (oldest + 1) % Self.window
    }
  }

  /// Whether a norm is above ten times the median.
  ///
  /// Told by how many of those in memory it is above ten times of, without sorting them: rounding keeps
  /// the order of products, and a mean of two lies between them.
  private func explodes(_ norm: Double) -> Bool {
    guard recent.count >= Self.fewest else { return false }
    var (below, unordered) = (0, 0)
    for other in recent {
      below += norm > Self.factor * other ? 1 : 0
      unordered += other == other ? 0 : 1
    }
    let middle = recent.count / 2
    if unordered > 0 || recent.count % 2 == 0 && below == middle {
      return norm > Self.factor * median!
    }
    return below > middle
  }

  /// Begins to count anew; the median remembers.
  mutating func clearCounts() { (vanishing, exploding) = (0, 0) }
}
