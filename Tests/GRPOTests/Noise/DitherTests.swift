import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@Suite struct DitherTests {
  @Test func `components are normalised and one component is exactly 1`() throws {
    #expect(try Dither(.gaussian).components == [1])
    #expect(try Dither(.uniform, components: [0.3]).components == [1])
    let two = try Dither(.uniform, components: [3, 4]).components
    #expect(abs(two[0] - 0.6) < 1e-15 && abs(two[1] - 0.8) < 1e-15)
    #expect(try Dither(.laplace, components: [3, 4]) == Dither(.laplace, components: [30, 40]))
  }

  @Test(arguments: [[], [1, 0], [-1], [.infinity], [.nan]])
  func `components that are not positive and finite are refused`(components: [Double]) {
    #expect(throws: GRPOError.self) { try Dither(.gaussian, components: components) }
  }

  // sqrt((4 + .25 + 1 + 1 + .25) / 3) = sqrt(6.5 / 3) = 1.471960
  @Test func `five GSM8K components make sigma 1.472 m`() {
    let maxima = Dither.gsm8kComponentMaxima
    #expect(maxima.reduce(0, +) == 5)
    #expect(
      abs(Dither.sigma(relativeRadius: 1, componentMaxima: maxima) - 1.4719601443879744) < 1e-15)
    for m in [0.01, 0.02, 0.05, 0.1, 0.3, 0.5] {
      let sigma = Dither.sigma(relativeRadius: m, componentMaxima: maxima)
      #expect(abs(sigma - 1.472 * m) < 5e-5 * m)
      #expect(abs(Dither.relativeRadius(sigma: sigma, componentMaxima: maxima) / m - 1) < 1e-15)
    }
    // One component of maximum 1: the half-width .05 is a standard deviation of .0289.
    #expect(
      abs(Dither.sigma(relativeRadius: 0.05, componentMaxima: [1]) - 0.028867513459481287) < 1e-17)
  }

  // N = 200 000, seed 11, abs(z) <= 5: a variance has standard error about .003, so .03 is seen for sure.
  @Test(
    arguments: try! NoiseFamily.all(NoiseParameters(degreesOfFreedom: 12)).filter { !$0.isNone })
  func `the total has mean 0 and variance 1 over any components`(family: NoiseFamily) throws {
    let dither = try Dither(family, components: Dither.gsm8kComponentMaxima)
    var noise = [Double](repeating: .nan, count: 200_000)
    var random = RandomStream(seed: 11)
    dither.fill(&noise, using: &random)
    let first = ZScore(noise, against: 0)
    let second = ZScore(noise.map { $0 * $0 }, against: 1)
    #expect(first.agrees(), "\(family): \(first)")
    #expect(second.agrees(), "\(family): \(second)")
  }

  // The released code draws U[-m R_k, m R_k] per component. Fourth moment of sum c_k u_k with
  // variance 1: 3 - (6/5) sum c_k^4, 3 - 1.2 * 18.125 / 42.25 = 2.485207. N = 200 000,
  // seeds 12 and 13, abs(z) <= 5, .12 is seen for sure; a single uniform draw of the same variance has 1.8
  // and must be refused.
  @Test func `uniform components sum to the law of the released code`() throws {
    let dither = try Dither(.uniform, components: Dither.gsm8kComponentMaxima)
    var noise = [Double](repeating: 0, count: 200_000)
    var random = RandomStream(seed: 12)
    dither.fill(&noise, using: &random)
    let sigma = Dither.sigma(relativeRadius: 0.1, componentMaxima: Dither.gsm8kComponentMaxima)
    var stream = RandomStream(seed: 13)
    let authors = (0..<200_000).map { _ in
      Dither.gsm8kComponentMaxima.reduce(0) { $0 + 0.1 * $1 * (2 * stream.uniform() - 1) } / sigma
    }
    let fourth = 3 - 1.2 * 18.125 / 42.25
    for sample in [noise, authors] {
      let moment = ZScore(sample.map { $0 * $0 * $0 * $0 }, against: fourth)
      #expect(moment.agrees(), "\(moment)")
    }
    try Dither(.uniform).fill(&noise, using: &random)
    let single = ZScore(noise.map { $0 * $0 * $0 * $0 }, against: fourth)
    #expect(single.differs(), "\(single)")
  }

  @Test func `equal signs merge into binomial atoms`() throws {
    let atoms = try #require(try Dither(.rademacher, components: [1, 1, 1]).atoms)
    #expect(atoms.map(\.probability) == [0.125, 0.375, 0.375, 0.125])
    for (atom, sum) in zip(atoms, [-3.0, -1, 1, 3]) {
      #expect(abs(atom.value - sum / .sqrt(3)) < 1e-15)
    }
  }

  // +-2 +-.5 +-1 +-1 +-.5 takes the eleven values -5, -4, ..., 5.
  @Test func `GSM8K signs merge into eleven atoms of variance 1`() throws {
    let atoms = try #require(
      try Dither(.rademacher, components: Dither.gsm8kComponentMaxima).atoms)
    #expect(atoms.count == 11)
    #expect(atoms.reduce(0) { $0 + $1.probability } == 1)
    #expect(abs(atoms.reduce(0) { $0 + $1.probability * $1.value * $1.value } - 1) < 1e-14)
    for (atom, sum) in zip(atoms, stride(from: -5.0, through: 5, by: 1)) {
      #expect(abs(atom.value - sum / .sqrt(6.5)) < 1e-14)
    }
    #expect(try Dither(.rademacher, components: [1, 2, 4, 8]).atoms?.count == 16)
    #expect(try Dither(.gaussian).atoms == nil)
    #expect(try Dither(.none, components: [1, 2]).atoms?.map(\.value) == [0])
  }

  @Test func `the same seed gives the same noise and another stream another`() throws {
    let dither = try Dither(.laplace, components: [1, 2])
    func noise(stream: UInt64) -> [Double] {
      var random = RandomStream(seed: 5, stream: stream)
      var noise = [Double](repeating: 0, count: 32)
      dither.fill(&noise, using: &random)
      return noise
    }
    #expect(noise(stream: 0) == noise(stream: 0))
    #expect(noise(stream: 0) != noise(stream: 1))
  }
}
