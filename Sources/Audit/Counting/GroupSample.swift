/// Some of the groups of a run, evenly spread over it: all of them up to a number, then every second, every fourth.
struct GroupSample {
  /// Most groups kept.
  static let limit = 4096

  private(set) var groups: [(rewards: [Double], cluster: Int)] = []
  private var stride = 1
  private var seen = 0

  /// Whether some were left out.
  var isThinned: Bool { stride > 1 }

  mutating func add(_ rewards: UnsafeBufferPointer<Double>, cluster: Int) {
    defer { seen += 1 }
    guard seen & (stride - 1) == 0 else { return }
    groups.append((Array(rewards), cluster))
    guard groups.count == Self.limit else { return }
    groups = groups.indices.filter { $0 % 2 == 0 }.map { groups[$0] }
    stride *= 2
  }
}
