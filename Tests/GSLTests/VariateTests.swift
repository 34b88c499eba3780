import GSL
import TestSupport
import Testing

/// A variate with the exact moments and law it should have.
enum Variate: String, CaseIterable, Sendable {
  case uniform, uniformPositive, gaussian, laplace, rademacher, studentT, chiSquared, gamma

  func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .uniform: stream.uniform()
    case .uniformPositive: stream.uniformPositive()
    case .gaussian: stream.gaussian()
    case .laplace: stream.laplace()
    case .rademacher: stream.rademacher()
    case .studentT: stream.studentT(degreesOfFreedom: 12)
    case .chiSquared: stream.chiSquared(degreesOfFreedom: 3)
    case .gamma: stream.gamma(shape: 0.5, scale: 2)
    }
  }

  /// Mean, variance and fourth central moment.
  var moments: (mean: Double, variance: Double, fourth: Double) {
    switch self {
    case .uniform, .uniformPositive: (0.5, 1.0 / 12, 1.0 / 80)
    case .gaussian: (0, 1, 3)
    case .laplace: (0, 2, 24)  // E x^4 = 4!
    case .rademacher: (0, 1, 1)
    case .studentT: (0, 1.2, 5.4)  // nu/(nu-2); 3 nu^2/((nu-2)(nu-4)) at nu = 12
    case .chiSquared: (3, 6, 252)  // 12 nu (nu + 4)
    case .gamma: (1, 2, 60)  // chi-squared with one degree: 12 * 1 * 5
    }
  }

  /// The cumulative law, where it is continuous.
  var cumulative: ((Double) -> Double)? {
    switch self {
    case .uniform, .uniformPositive: { $0 }
    case .gaussian: NormalDistribution().cumulative
    case .laplace: { $0 < 0 ? 0.5 * (1 - expMinus($0)) : 1 - 0.5 * (1 - expMinus(-$0)) }
    case .rademacher: nil
    case .studentT: StudentTDistribution(degreesOfFreedom: 12).cumulative
    case .chiSquared: ChiSquaredDistribution(degreesOfFreedom: 3).cumulative
    case .gamma: ChiSquaredDistribution(degreesOfFreedom: 1).cumulative
    }
  }
}

/// 1 - exp(x) for x <= 0, as the chi-squared law with two degrees of freedom at -2 x.
private func expMinus(_ x: Double) -> Double {
  ChiSquaredDistribution(degreesOfFreedom: 2).cumulative(-2 * x)
}

@Suite struct VariateTests {
  /// N = 200 000, seed 20250618.
  static func sample(_ variate: Variate, _ generator: Generator) -> [Double] {
    var stream = RandomStream(generator, seed: 20_250_618, stream: 1)
    return (0..<200_000).map { _ in variate.draw(&stream) }
  }

  /// N = 200,000, one seed, abs(z) <= 5: a mean off by .022 standard deviations, or a normal variance off by
  /// 3.2%, is refused for sure; so are 100 bins of equal probability whose filling differs by 3.7% root mean square.
  @Test(arguments: Variate.allCases, Generator.allCases)
  func `mean, variance and shape are those of the law`(variate: Variate, generator: Generator) {
    let sample = Self.sample(variate, generator)
    let (mean, variance, fourth) = variate.moments
    let first = ZScore(sample, mean: mean, variance: variance)
    #expect(first.agrees(), "mean: \(first)")
    let spread = max(fourth - variance * variance, 1e-20)
    let squares = sample.map { ($0 - mean) * ($0 - mean) }
    let second = ZScore(squares, mean: variance, variance: spread)
    #expect(second.agrees(), "variance: \(second)")
    guard let cumulative = variate.cumulative else { return }
    let tail = Self.binTail(sample.map(cumulative))
    #expect(tail > 5.7e-7, "upper tail of the chi-squared statistic: \(tail)")
  }

  @Test func `a standard deviation off by 4% is refused`() {
    let sample = Self.sample(.gaussian, .philox4x64).map { 1.04 * $0 }
    let variance = ZScore(sample.map { $0 * $0 }, mean: 1, variance: 2)
    #expect(variance.differs(), "\(variance)")
    #expect(Self.binTail(sample.map(NormalDistribution().cumulative)) < 5.7e-7)
  }

  @Test(arguments: Generator.allCases)
  func `no uniform leaves its interval`(generator: Generator) {
    var stream = RandomStream(generator, seed: 11)
    for _ in 0..<100_000 {
      let (closed, open) = (stream.uniform(), stream.uniformPositive())
      if !(0 <= closed && closed < 1 && 0 < open && open < 1) {
        Issue.record("\(closed), \(open)")
      }
    }
  }

  @Test func `a fill gives the numbers of single draws`() {
    var single = RandomStream(seed: 4, stream: 2)
    var bulk = RandomStream(seed: 4, stream: 2)
    var buffer = [Double](repeating: 0, count: 100)
    bulk.fillGaussian(&buffer)
    #expect(buffer == (0..<100).map { _ in single.gaussian() })
    bulk.fillUniform(&buffer)
    #expect(buffer == (0..<100).map { _ in single.uniform() })
  }

  @Test(arguments: Generator.allCases)
  func `places are the whole parts of uniform variates`(generator: Generator) {
    var single = RandomStream(generator, seed: 4, stream: 2)
    var bulk = RandomStream(generator, seed: 4, stream: 2)
    for size in [1, 2, 1600, 1 << 31] {
      var places = [Int32](repeating: -1, count: 333)
      bulk.fillPlaces(&places, below: size)
      #expect(places == (0..<333).map { _ in Int32(single.uniform() * Double(size)) })
    }
  }

  @Test func `fills by rows leave the padding alone`() {
    var single = RandomStream(seed: 4, stream: 2)
    var bulk = RandomStream(seed: 4, stream: 2)
    var buffer = [Double](repeating: -1, count: 30)
    buffer.withUnsafeMutableBufferPointer {
      bulk.fillGaussian($0.baseAddress!, rows: 3, columns: 4, stride: 10)
    }
    for i in buffer.indices { #expect(buffer[i] == (i % 10 < 4 ? single.gaussian() : -1)) }
  }

  /// Mean nu and variance 2 nu; N = 100,000, seed 5: at 5 standard errors a relative error of 3% shows.
  @Test(arguments: [0, 1, 2, 3, 7])
  func `squared norms are chi-squared`(dimension: Int) {
    var stream = RandomStream(seed: 5)
    var buffer = [Double](repeating: 0, count: 100_000)
    buffer.withUnsafeMutableBufferPointer {
      stream.fillSquaredNorms($0.baseAddress!, count: $0.count, dimension: dimension)
    }
    guard dimension > 0 else { return #expect(buffer.allSatisfy { $0 == 0 }) }
    let law = ChiSquaredDistribution(degreesOfFreedom: Double(dimension))
    let tail = Self.binTail(buffer.map { law.upperTail($0) })
    #expect(tail > 1e-6, "100 bins of equal probability: Pearson's upper tail \(tail)")
  }

  @Test func `vector square roots are the scalar ones`() {
    var stream = RandomStream(seed: 6)
    var values = (0..<5).map { _ in SIMD8<Double>.zero }
    for i in 0..<40 { values[i / 8][i % 8] = i == 0 ? 0 : stream.uniform() * 1e3 }
    let before = values
    values.withUnsafeMutableBufferPointer {
      takeSquareRoots($0.baseAddress!, count: $0.count)
    }
    for i in 0..<40 { #expect(values[i / 8][i % 8] == before[i / 8][i % 8].squareRoot()) }
  }

  /// The upper tail of Pearson's statistic over 100 bins: that of a z-score of 5 is 5.7e-7.
  static func binTail(_ probabilities: [Double]) -> Double {
    var counts = [Double](repeating: 0, count: 100)
    for p in probabilities { counts[min(Int(p * 100), 99)] += 1 }
    let expected = Double(probabilities.count) / 100
    let statistic = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    return ChiSquaredDistribution(degreesOfFreedom: 99).upperTail(statistic)
  }
}
