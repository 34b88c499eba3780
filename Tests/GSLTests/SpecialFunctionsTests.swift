import GSL
import RealModule
import TestSupport
import Testing

@Suite struct SpecialFunctionsTests {
  @Test func `1F1 agrees with mpmath over the shapes of the shrinkage law`() throws {
    let rows = try Reference.table("special/hyp1f1.csv").filter { $0["region"] == "law" }
    try #require(rows.count == 16 * 3 * 39)
    for row in rows {
      let error = try Self.relativeError(row)
      #expect(error < 1e-13, "\(row), relative error \(error)")
    }
  }

  @Test func `1F1 agrees with mpmath elsewhere, as GSL computes it`() throws {
    let rows = try Reference.table("special/hyp1f1.csv").filter { $0["region"] == "other" }
    try #require(rows.count == 5)
    for row in rows { #expect(try Self.relativeError(row) < 1e-12, "\(row)") }
  }

  @Test func `1F1 in closed form for groups of two and three`() throws {
    // 1F1(1/2; 3/2; -t^2) = sqrt(pi) erf(t)/(2 t); 1F1(1/2; 2; -2 y) = exp(-y) (I0 + I1)(y).
    var stream = RandomStream(seed: 50)
    for _ in 0..<1000 {
      let t = Double.exp(8 * stream.uniform() - 4)
      let two = Double.sqrt(.pi) * SpecialFunctions.erf(t) / (2 * t)
      #expect(abs(try SpecialFunctions.hypergeometric1F1(0.5, 1.5, -t * t) / two - 1) < 1e-13)
      let three = try SpecialFunctions.besselI0Scaled(t) + SpecialFunctions.besselI1Scaled(t)
      #expect(abs(try SpecialFunctions.hypergeometric1F1(0.5, 2, -2 * t) / three - 1) < 1e-13)
    }
  }

  @Test func `1F1 satisfies its recurrence in b`() throws {
    // b (b - 1) F(b - 1) + b (1 - b - x) F(b) + x (b - a) F(b + 1) = 0 (DLMF 13.3.2).
    var stream = RandomStream(seed: 51)
    for _ in 0..<1000 {
      let (a, b) = (0.5, 2 + 60 * stream.uniform())
      let x = -Double.exp(12 * stream.uniform() - 4)
      func f(_ b: Double) throws -> Double { try SpecialFunctions.hypergeometric1F1(a, b, x) }
      let terms = [
        b * (b - 1) * (try f(b - 1)), b * (1 - b - x) * (try f(b)),
        x * (b - a) * (try f(b + 1)),
      ]
      let scale = terms.reduce(0) { $0 + abs($1) }
      #expect(abs(terms.reduce(0, +)) < 1e-13 * scale, "b \(b), x \(x)")
    }
  }

  @Test func `scaled Bessel functions agree with mpmath`() throws {
    let rows = try Reference.table("special/bessel.csv")
    try #require(rows.count == 399)
    for row in rows {
      #expect(try Self.besselError(row) < 1e-12, "\(row)")
      if Double(row["x"]!)! <= 1e4 {
        #expect(try Self.besselError(row, planted: 0.01) > 1e-11, "\(row), planted order")
      }
    }
  }

  static func besselError(_ row: [String: String], planted: Double = 0) throws -> Double {
    let order = Double(row["order"]!)! + planted
    let value = try SpecialFunctions.besselIScaled(order: order, Double(row["x"]!)!)
    return abs(value / Double(row["value"]!)! - 1)
  }

  @Test func `single values agree with mpmath`() throws {
    // mpmath 1.3.0, 30 digits: gamma(4.5), loggamma(100.25), exp(-3) I_{2.5}(3), exp(-200) I_{0.75}(200),
    // exp(-2) I_0(2), exp(-2) I_1(2), Dawson(1.5).
    let values: [(Double, Double)] = [
      (try SpecialFunctions.gamma(4.5), 11.631728396567448929),
      (try SpecialFunctions.logGamma(100.25), 360.28455963776423497),
      (try SpecialFunctions.besselIScaled(order: 2.5, 3), 0.075444308632476116495),
      (try SpecialFunctions.besselIScaled(order: 0.75, 200), 0.028187393812033053658),
      (try SpecialFunctions.besselI0Scaled(2), 0.30850832255367103953),
      (try SpecialFunctions.besselI1Scaled(2), 0.21526928924893765916),
      (try SpecialFunctions.dawson(1.5), 0.42824907108539862548),
    ]
    for (value, reference) in values { #expect(abs(value / reference - 1) < 1e-13) }
    #expect(SpecialFunctions.erf(0.5) + SpecialFunctions.erfc(0.5) == 1)
    #expect(try SpecialFunctions.besselIScaled(order: 0, 0) == 1)
  }

  @Test func `what underflows is zero, what has no value is refused`() throws {
    #expect(SpecialFunctions.erfc(40) == 0)
    #expect(try SpecialFunctions.gamma(-200.5) == 0)
    #expect(throws: GSLError.self) { try SpecialFunctions.gamma(-2) }
    #expect(throws: GSLError.self) { try SpecialFunctions.gamma(172) }
    #expect(throws: GSLError.self) { try SpecialFunctions.logGamma(0) }
    #expect(throws: GSLError.self) { try SpecialFunctions.besselIScaled(order: 1, -1) }
    #expect(throws: GSLError.self) { try SpecialFunctions.hypergeometric1F1(0.5, 1.5, .nan) }
    #expect(throws: GSLError.self) { try SpecialFunctions.hypergeometric1F1(1, 2, 1000) }
  }

  static func relativeError(_ row: [String: String]) throws -> Double {
    let value = try SpecialFunctions.hypergeometric1F1(
      Double(row["a"]!)!, Double(row["b"]!)!, Double(row["x"]!)!)
    let reference = Double(row["value"]!)!
    return abs(value / reference - 1)
  }
}
