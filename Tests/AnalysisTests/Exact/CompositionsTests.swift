import GSL
import RealModule
import Testing

@testable import Analysis

struct CompositionsTests {
  /// G = 3, p = (1/2, 1/3, 1/6): P(1,1,1) = 6/36, P(3,0,0) = 1/8, P(0,2,1) = 3/9/6.
  @Test func `probabilities are the multinomial ones`() {
    var found: [[Int]: Double] = [:]
    Compositions(groupSize: 3, probabilities: [1.0 / 2, 1.0 / 3, 1.0 / 6]).forEach {
      found[$0] = $1
    }
    #expect(found.count == 10)
    #expect(abs(found[[1, 1, 1]]! - 1.0 / 6) < 1e-15)
    #expect(abs(found[[3, 0, 0]]! - 1.0 / 8) < 1e-15)
    #expect(abs(found[[0, 2, 1]]! - 1.0 / 18) < 1e-15)
  }

  @Test func `counts have the mean and the variance of the multinomial law`() {
    var random = RandomStream(seed: 5)
    for _ in 0..<60 {
      let levels = 1 + random.index(below: 4)
      let groupSize = 1 + random.index(below: levels == 4 ? 30 : 200)
      let raw = (0..<levels).map { _ in Double.exp(-12 * random.uniform()) }
      let p = raw.map { $0 / raw.reduce(0, +) }
      var (mass, mean, square) = (0.0, 0.0, 0.0)
      Compositions(groupSize: groupSize, probabilities: p).forEach { counts, probability in
        mass += probability
        mean += probability * Double(counts[0])
        square += probability * Double(counts[0] * counts[0])
      }
      let expected = Double(groupSize) * p[0]
      #expect(abs(mass - 1) < 1e-13, "G \(groupSize), p \(p)")
      #expect(abs(mean - expected) < 1e-13 * expected, "G \(groupSize), p \(p)")
      let variance = expected * (1 - p[0])
      #expect(abs(square - expected * expected - variance) < 1e-12 * max(square, 1), "\(p)")
    }
  }

  /// p = 1e-9: the mass of mixed groups is G p to first order; nothing of it may be passed over.
  @Test func `a rare level keeps its relative accuracy`() {
    var mixed = 0.0
    Compositions(groupSize: 8, probabilities: [1 - 1e-9, 1e-9]).forEach { counts, probability in
      if counts[1] > 0 { mixed += probability }
    }
    #expect(abs(mixed / 8e-9 - (1 - 3.5e-9)) < 1e-15)
  }

  /// A window of some ten standard deviations instead of C(502, 2) = 125,751 compositions.
  @Test func `negligible compositions of a large group are passed over`() {
    let compositions = Compositions(groupSize: 500, probabilities: [0.3, 0.3, 0.4])
    var (visited, mass) = (0, 0.0)
    compositions.forEach {
      visited += 1
      mass += $1
    }
    #expect(compositions.count == 125_751)
    #expect(visited < 45_000 && Double(visited) <= compositions.visitedCount)
    #expect(abs(mass - 1) < 1e-13)
  }

  /// What counts is measured by the mixed groups, however few: a group of one right completion is all that there is
  /// to learn from. Probabilities of several outcomes add up to 1 but for rounding.
  @Test(arguments: [1e-20, 1e-40, 1e-100, 1e-300])
  func `rare groups count where all others are equal`(p: Double) {
    for sure in [1, 1 - 0x1p-53, 1 + 0x1p-52] {
      let weights = BinomialWeights(groupSize: 8, probabilities: [sure, p])
      #expect(weights.first == 0 && weights.values.count == 2)
      #expect(abs(weights.values[1] / (8 * p) - 1) < 1e-13)
    }
  }

  @Test func `weights of two levels are those of the compositions`() {
    for (groupSize, p) in [(1, 0.3), (8, 1e-6), (64, 0.5), (1000, 0.01), (5000, 0.97)] {
      let weights = BinomialWeights(groupSize: groupSize, probabilities: [1 - p, p])
      let law = BinomialDistribution(trials: groupSize, probability: p)
      #expect(abs(weights.values.reduce(0, +) - 1) < 1e-13)
      for (index, weight) in weights.values.enumerated() where weight > 1e-30 {
        // GSL's masses go through logarithms of size G log G.
        let tolerance = 1e-14 * Double(groupSize) + 1e-13
        #expect(abs(weight / law.mass(weights.first + index) - 1) < tolerance, "G \(groupSize)")
      }
    }
  }
}
