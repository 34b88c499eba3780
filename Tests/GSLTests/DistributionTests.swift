import GSL
import RealModule
import TestSupport
import Testing

@Suite struct DistributionTests {
  /// The continuous law of a row of the reference table; nil for the binomial law.
  static func law(_ row: [String: String]) -> (any ContinuousDistribution)? {
    let parameters = ["p1", "p2"].compactMap { Double(row[$0]!) }
    switch row["law"] {
    case "normal": return NormalDistribution()
    case "chiSquared": return ChiSquaredDistribution(degreesOfFreedom: parameters[0])
    case "studentT": return StudentTDistribution(degreesOfFreedom: parameters[0])
    case "beta": return BetaDistribution(a: parameters[0], b: parameters[1])
    default: return nil
    }
  }

  static func tail(_ row: [String: String]) -> Double {
    let x = Double(row["x"]!)!
    let lower = row["tail"] == "lower"
    if let law = law(row) { return lower ? law.cumulative(x) : law.upperTail(x) }
    let law = BinomialDistribution(
      trials: Int(Double(row["p1"]!)!), probability: Double(row["p2"]!)!)
    return lower ? law.cumulative(Int(x)) : law.upperTail(Int(x))
  }

  static func quantile(_ row: [String: String]) throws -> Double {
    let law = try #require(Self.law(row))
    let probability = Double(row["probability"]!)!
    return try row["tail"] == "lower" ? law.quantile(probability) : law.upperQuantile(probability)
  }
  @Test(arguments: ["normal", "chiSquared", "studentT", "beta", "binomial"])
  func `tails agree with mpmath`(name: String) throws {
    let rows = try Reference.table("special/distributions.csv").filter { $0["law"] == name }
    try #require(rows.count >= 16)
    for row in rows {
      let error = abs(Self.tail(row) / Double(row["probability"]!)! - 1)
      #expect(error < 1e-11, "\(row), relative error \(error)")
    }
  }

  @Test(arguments: ["normal", "chiSquared", "studentT", "beta"])
  func `quantiles agree with mpmath`(name: String) throws {
    let rows = try Reference.table("special/distributions.csv").filter { $0["law"] == name }
    try #require(rows.count >= 16)
    for row in rows {
      let quantile = try Self.quantile(row)
      let reference = Double(row["quantile"]!)!
      let error = abs(quantile / reference - 1)
      #expect(error < 1e-12, "\(row), relative error \(error), \(quantile)")
    }
  }

  @Test func `one degree of freedom too many is refused`() throws {
    let rows = try Reference.table("special/distributions.csv").filter { $0["law"] == "studentT" }
    for var row in rows where row["tail"] == "upper" && Double(row["x"]!)! > 1 {
      row["p1"] = String(Double(row["p1"]!)! + 1)
      #expect(abs(Self.tail(row) / Double(row["probability"]!)! - 1) > 1e-5, "\(row)")
    }
  }

  @Test(arguments: 0..<400)
  func `a quantile inverts its tail, over random laws`(stream: UInt64) throws {
    var stream = RandomStream(seed: 40, stream: stream)
    func size() -> Double { Double.exp(9 * stream.uniform() - 0.7) }  // 0.5 to 4000
    let laws: [any ContinuousDistribution] = [
      NormalDistribution(mean: 3, standardDeviation: 0.1),
      ChiSquaredDistribution(degreesOfFreedom: size()),
      StudentTDistribution(degreesOfFreedom: size()), BetaDistribution(a: size(), b: size()),
    ]
    let p = Double.exp(-25 * stream.uniformPositive()) / 2
    for law in laws {
      #expect(abs(law.cumulative(try law.quantile(p)) / p - 1) < 1e-10, "\(law), \(p)")
      // Where the density of a beta law is steep at 1, Doubles are too far apart to tell.
      guard (law as? BetaDistribution)?.b ?? 50 > 40 else { continue }
      #expect(abs(law.cumulative(try law.quantile(1 - p)) - (1 - p)) < 1e-11, "\(law), \(p)")
      #expect(abs(law.upperTail(try law.upperQuantile(p)) / p - 1) < 1e-10, "\(law), \(p)")
    }
  }

  @Test func `the ends of the support, and what is no probability`() throws {
    let laws: [(any ContinuousDistribution, ClosedRange<Double>)] = [
      (NormalDistribution(), -.infinity ... .infinity),
      (ChiSquaredDistribution(degreesOfFreedom: 3), 0 ... .infinity),
      (StudentTDistribution(degreesOfFreedom: 3), -.infinity ... .infinity),
      (BetaDistribution(a: 2, b: 3), 0...1),
    ]
    for (law, support) in laws {
      #expect(try law.quantile(0) == support.lowerBound && law.quantile(1) == support.upperBound)
      #expect(try law.upperQuantile(0) == support.upperBound)
      #expect(try law.upperQuantile(1) == support.lowerBound)
      #expect(law.cumulative(support.upperBound) == 1 && law.upperTail(support.upperBound) == 0)
      #expect(law.cumulative(support.lowerBound) == 0 && law.upperTail(support.lowerBound) == 1)
      for p in [-0.1, 1.1, Double.nan] {
        #expect(throws: GSLError.self) { try law.quantile(p) }
        #expect(throws: GSLError.self) { try law.upperQuantile(p) }
      }
    }
  }

  @Test func `a quantile beyond the range of squares is refused`() {
    // At 1/100 degree of freedom the tail falls like x^(-1/100): 1e-10 lies near 1e1000.
    #expect(throws: GSLError.self) {
      try StudentTDistribution(degreesOfFreedom: 0.01).upperQuantile(1e-10)
    }
  }

  @Test func `binomial masses by hand`() {
    // 3 trials at 1/4: 27/64, 27/64, 9/64, 1/64.
    let law = BinomialDistribution(trials: 3, probability: 0.25)
    let masses = [27, 27, 9, 1].map { Double($0) / 64 }
    for count in 0...3 {
      #expect(abs(law.mass(count) - masses[count]) < 1e-15)
      #expect(abs(law.cumulative(count) - masses[...count].reduce(0, +)) < 1e-15)
      #expect(abs(law.upperTail(count) - masses[(count + 1)...].reduce(0, +)) < 1e-15)
    }
    #expect(law.mass(-1) == 0 && law.mass(4) == 0 && law.cumulative(-1) == 0)
  }

  @Test func `the normal density by hand`() {
    // phi(1) = exp(-1/2)/sqrt(2 pi) = 0.241970724519143349797830192936; halved by scale 2.
    let law = NormalDistribution(mean: 5, standardDeviation: 2)
    #expect(abs(law.density(7) / (0.24197072451914334980 / 2) - 1) < 1e-15)
    #expect(NormalDistribution().logDensity(100) == -5000 - Double.log(2 * .pi) / 2)
  }
}
