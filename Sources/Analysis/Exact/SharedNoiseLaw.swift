/// Noise that completions of a group share in part, of finitely many values: given the shared part the
/// group has independent noise on rewards that are all shifted, and the law is the average over it.
struct SharedNoiseLaw: ConditionalLaw {
  /// By value of the shared part, with its probability.
  let laws: [(law: any ConditionalLaw, probability: Double)]

  var cost: Double { laws.reduce(0) { $0 + $1.law.cost } }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    moments.clear()
    var own = ConditionalMoments(levelCount: moments.levelCount, parts: moments.parts)
    for (law, probability) in laws {
      try law.fill(&own, counts: counts)
      moments.add(own, weight: probability)
    }
  }
}

extension ConditionalMoments {
  /// Adds other moments of as many levels and parts.
  fileprivate mutating func add(_ other: ConditionalMoments, weight: Double) {
    for i in first.indices { first[i] += weight * other.first[i] }
    for i in diagonal.indices { diagonal[i] += weight * other.diagonal[i] }
    for i in cross.indices { cross[i] += weight * other.cross[i] }
  }
}
