/// How many groups of each kind were drawn of each cluster.
struct KindCounts {
  /// By kind, then cluster: the kinds met first, which most groups are of.
  private var common: [[Int]] = []
  /// Of the other kinds, the cluster in the upper half of the key.
  private var rare: [UInt64: Int] = [:]

  /// So many kinds have a list of all clusters, of half a megabyte at most.
  private static let mostCommon = 64

  mutating func add(cluster: Int, kind: Int) {
    guard kind < Self.mostCommon else {
      rare[UInt64(cluster) << 32 | UInt64(kind), default: 0] += 1
      return
    }
    while common.count <= kind { common.append([]) }
    let missing = cluster + 1 - common[kind].count
    if missing > 0 {
      common[kind].append(contentsOf: repeatElement(0, count: missing))
    }
    common[kind][cluster] += 1
  }

  /// Calls the body with cluster, kind and number of groups, in an order that does not depend on how a dictionary
  /// is laid out.
  func forEach(_ body: (_ cluster: Int, _ kind: Int, _ count: Int) -> Void) {
    for (kind, counts) in common.enumerated() {
      for (cluster, count) in counts.enumerated() where count > 0 { body(cluster, kind, count) }
    }
    for (key, count) in rare.sorted(by: { $0.key < $1.key }) {
      body(Int(key >> 32), Int(key & 0xFFFF_FFFF), count)
    }
  }
}
