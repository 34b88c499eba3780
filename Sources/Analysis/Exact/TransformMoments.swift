import RealModule

/// Moments of advantages by level held, see `TiltedGroup`.
struct TransformMoments {
  var first: [Double]
  /// Of two different completions; the lower triangle only.
  var cross: [Double]
  var own: [Double]

  /// Of two different completions of these levels held.
  func product(_ k: Int, _ j: Int) -> Double {
    cross[Swift.max(k, j) * first.count + Swift.min(k, j)]
  }

  /// Of the opposite advantages, the levels held in the opposite order.
  var mirrored: TransformMoments {
    let last = first.count - 1
    var moments = self
    for k in first.indices {
      (moments.first[k], moments.own[k]) = (-first[last - k], own[last - k])
      for j in 0...k { moments.cross[k * first.count + j] = product(last - k, last - j) }
    }
    return moments
  }

  func agrees(with other: TransformMoments, tolerance: Double) -> Bool {
    Self.distance(first, other.first) <= tolerance * Self.size(first)
      && Swift.max(Self.distance(cross, other.cross), Self.distance(own, other.own))
        <= tolerance * Swift.max(Self.size(cross), Self.size(own))
  }

  static func size(_ values: [Double]) -> Double { values.reduce(0) { Swift.max($0, abs($1)) } }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    size(zip(a, b).map { $0 - $1 })
  }
}

/// The integral over t of the transform of a group, see `InverseNormRule`.
struct TransformIntegral {
  let group: TiltedGroup
  let divisor: Double
  /// c, the stabilizer times sqrt m, in units of the noise.
  let threshold: Double
  /// c is inside the root.
  var isRooted = false

  /// - Parameter resolution: 1, or more for a coarser rule.
  /// - Throws: `NoExactLaw` when the integrand does not die out.
  func value(resolution: Double) throws -> TransformMoments {
    var group = group
    var sum = TransformMoments(first: group.first, cross: group.cross, own: group.own)
    // G - 1 is E Q of noise of variance 1.
    let meanSquare = zip(group.offsets, group.counts).reduce(group.size - 1) {
      $0 + $1.1 * $1.0 * $1.0
    }
    let limit = group.noise.limitDepth.map {
      0.5 * .exp(-$0) / (meanSquare + threshold * threshold)
    }
    // exp(-pi^2/.28) and 2 exp(-pi^2/.55^2) are 5e-16 and 1e-14, the errors of both rules.
    try InverseNormRule(
      meanSquare: meanSquare, threshold: threshold, isRooted: isRooted,
      step: 0.28 * resolution, isHeavy: group.noise.isHeavy
    ).forEach { node in
      if node.t < limit ?? 0 {
        group.setLimit()
      } else {
        group.integrate(t: node.t, step: 0.55 * resolution)
      }
      return sum.add(
        group, first: node.first * divisor.squareRoot(), second: node.second * divisor)
    }
    return sum
  }
}

extension TransformMoments {
  /// True when that changes nothing that counts.
  fileprivate mutating func add(_ group: TiltedGroup, first one: Double, second two: Double) -> Bool
  {
    for i in first.indices {
      first[i] += one * group.first[i]
      own[i] += two * group.own[i]
    }
    for i in cross.indices { cross[i] += two * group.cross[i] }
    let squares = two * Swift.max(Self.size(group.cross), Self.size(group.own))
    return one * Self.size(group.first) <= InverseNormRule.negligible * Self.size(first)
      && squares <= InverseNormRule.negligible * Swift.max(Self.size(cross), Self.size(own))
  }
}
