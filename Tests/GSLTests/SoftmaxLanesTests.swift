import Testing

@testable import GSL

/// Laws side by side against each alone, bit for bit.
struct SoftmaxLanesTests {
  private typealias Lanes = SIMD16<Double>

  /// Laws of so many outcomes, some nearly sure, some with equal logits.
  private static func logits(_ count: Int, _ stream: inout RandomStream) -> [SIMD16<Double>] {
    (0..<count).map { outcome in
      var all = Lanes.zero
      for lane in all.indices {
        switch lane % 4 {
        case 0: all[lane] = stream.gaussian()
        case 1: all[lane] = 40 * stream.gaussian()
        case 2: all[lane] = Double(stream.index(below: 3))
        default: all[lane] = outcome == 1 ? 0 : -300 * stream.uniform()
        }
      }
      return all
    }
  }

  private static func law(
    _ logits: [SIMD16<Double>]
  ) -> (isFinite: Bool, probabilities: [SIMD16<Double>], complements: [SIMD16<Double>]) {
    var (p, q) = (logits, logits)
    let isFinite = p.withUnsafeMutableBufferPointer { p in
      q.withUnsafeMutableBufferPointer {
        SoftmaxLanes.fill(
          p.baseAddress!, complements: $0.baseAddress!, logits: logits, count: logits.count)
      }
    }
    return (isFinite, p, q)
  }

  /// By the formula, of one lane.
  private static func alone(_ logits: [Double]) -> (p: [Double], complements: [Double]) {
    let greatest = logits.max()!
    let top = logits.firstIndex(of: greatest)!
    var powers = logits.map { $0 - greatest }
    powers.withUnsafeMutableBufferPointer {
      takeExponentials($0.baseAddress!, count: logits.count)
    }
    let rest = powers.indices.reduce(0) { $1 == top ? $0 : $0 + powers[$1] }
    let share = 1 / (1 + rest)
    let p = powers.map { $0 * share }
    return (p, p.indices.map { $0 == top ? -(rest * share) : p[$0] - 1 })
  }

  /// 200 times 16 laws of each size, seed 91.
  @Test(arguments: [1, 2, 3, 5, 8, 13])
  func `laws are those of each lane`(_ count: Int) {
    var stream = RandomStream(seed: 91)
    for _ in 0..<200 {
      let logits = Self.logits(count, &stream)
      let (isFinite, p, q) = Self.law(logits)
      #expect(isFinite)
      for lane in 0..<16 {
        let right = Self.alone(logits.map { $0[lane] })
        #expect(p.map { $0[lane] } == right.p && q.map { $0[lane] } == right.complements)
      }
    }
  }

  /// Logits so far apart that exponentials are no normal numbers, or 0.
  @Test func `far logits are those of each lane`() {
    for distance in [700, 707.9, 708.1, 720, 745, 800, 1e4, 1e300] {
      var logits = [Lanes(repeating: 0), Lanes(repeating: -1), Lanes(repeating: 0.5)]
      logits[1][6] = -distance
      let (isFinite, p, q) = Self.law(logits)
      #expect(isFinite)
      for lane in [5, 6] {
        let right = Self.alone(logits.map { $0[lane] })
        #expect(p.map { $0[lane] } == right.p && q.map { $0[lane] } == right.complements)
      }
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `what is not finite is told`(_ wrong: Double) {
    for outcome in 0..<3 {
      for lane in 0..<16 {
        var logits = [Lanes](repeating: .zero, count: 3)
        logits[outcome][lane] = wrong
        #expect(!Self.law(logits).isFinite, "\(outcome), \(lane)")
      }
    }
  }

  private func draw(
    _ law: [SIMD16<Double>], _ uniforms: [SIMD16<Double>], _ table: [Double]
  ) -> (outcomes: [SIMD16<Int64>], values: [SIMD16<Double>]) {
    var outcomes = [SIMD16<Int64>](repeating: .zero, count: uniforms.count)
    var values = uniforms
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      values.withUnsafeMutableBufferPointer {
        SoftmaxLanes.draw(
          outcomes.baseAddress!, values: $0.baseAddress!, uniforms: uniforms,
          count: uniforms.count, law: law, table: table, size: law.count)
      }
    }
    return (outcomes, values)
  }

  private func inverted(_ uniform: Double, _ law: [Double]) -> Int {
    var remaining = uniform
    for (outcome, p) in law.enumerated() {
      remaining -= p
      if remaining < 0 { return outcome }
    }
    return law.lastIndex { $0 > 0 }!
  }

  /// 100 times 16 laws of each size, 9 draws of each, seed 92.
  @Test(arguments: [1, 2, 5, 9])
  func `draws are those of each lane`(_ count: Int) {
    var stream = RandomStream(seed: 92)
    let table = (0..<count).map { Double($0 * $0) - 3 }
    for _ in 0..<100 {
      let p = Self.law(Self.logits(count, &stream)).probabilities
      let uniforms = (0..<9).map { _ in
        var all = Lanes.zero
        for lane in all.indices { all[lane] = stream.uniform() }
        return all
      }
      let found = draw(p, uniforms, table)
      for lane in 0..<16 {
        let own = p.map { $0[lane] }
        for i in uniforms.indices {
          let right = inverted(uniforms[i][lane], own)
          #expect(found.outcomes[i][lane] == Int64(right) && found.values[i][lane] == table[right])
        }
      }
    }
  }

  /// Laws of sum 1 - 2^-53 met by the largest variate, in one lane: the last outcome has no chance there.
  @Test func `what rounding leaves goes to the last outcome that is possible`() {
    var law = [Lanes(repeating: 0.25), Lanes(repeating: 0.75), Lanes(repeating: 0)]
    law[1][7] = 0.75.nextDown
    let largest = Lanes(repeating: 1 - 0x1p-53)
    let found = draw(law, [Lanes(repeating: 0.1), largest], [5, 6, 7])
    #expect(found.outcomes == [SIMD16(repeating: 0), SIMD16(repeating: 1)])
    #expect(found.values == [Lanes(repeating: 5), Lanes(repeating: 6)])
  }

  private func scores(
    _ weights: [SIMD16<Double>], _ outcomes: [SIMD16<Int64>], _ p: [SIMD16<Double>],
    _ q: [SIMD16<Double>]
  ) -> [SIMD16<Double>] {
    var sums = p
    sums.withUnsafeMutableBufferPointer {
      SoftmaxLanes.fillScores(
        $0.baseAddress!, weights: weights, outcomes: outcomes, count: weights.count,
        probabilities: p, complements: q, size: p.count)
    }
    return sums
  }

  /// 100 times 16 groups of 7, seed 93; and another weight is seen in its lane and in no other.
  @Test func `scores are those of each lane`() {
    var stream = RandomStream(seed: 93)
    for _ in 0..<100 {
      let (_, p, q) = Self.law(Self.logits(5, &stream))
      let weights = (0..<7).map { _ in
        var all = Lanes.zero
        for lane in all.indices { all[lane] = stream.gaussian() }
        return all
      }
      let outcomes = (0..<7).map { i in SIMD16((0..<16).map { Int64(($0 + i * i) % 5) }) }
      let found = scores(weights, outcomes, p, q)
      for lane in 0..<16 {
        for k in 0..<5 {
          var sum = 0.0
          for i in 0..<7 {
            sum += weights[i][lane] * (outcomes[i][lane] == Int64(k) ? q[k][lane] : p[k][lane])
          }
          #expect(found[k][lane] == sum)
        }
      }
      var wrong = weights
      wrong[2][11] = 2 * wrong[2][11].nextUp
      let other = scores(wrong, outcomes, p, q)
      for lane in 0..<16 {
        let isSame = found.map { $0[lane] } == other.map { $0[lane] }
        #expect(isSame == (lane != 11))
      }
    }
  }
}
