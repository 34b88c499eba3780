import GRPO
import GSL
import RealModule
import TestSupport
import Testing

@Suite struct DitherPositivePartTests {
  // Two equal uniform components make a triangle of half-width 2h = sqrt 6 (variance 1):
  // E[e+] = 2h/6, and beyond c: (2h - c)^3 / (6 (2h)^2).
  @Test func `two equal uniform components are a triangle`() throws {
    let dither = try Dither(.uniform, components: [1, 1])
    let reach = Double.sqrt(6)
    let centred = try #require(dither.positivePart(mean: 0, sigma: 1))
    #expect(abs(centred.first - reach / 6) < 1e-15)
    #expect(abs(centred.second - 0.5) < 1e-15)
    let shifted = try #require(dither.positivePart(mean: -1, sigma: 1))
    #expect(abs(shifted.first - .pow(reach - 1, 3) / 36) < 1e-15)
    #expect(abs(shifted.second - .pow(reach - 1, 4) / 72) < 1e-15)
  }

  // Conditioning on one component at a time: E[(m + e_1 + e_2)+] averages the one-component form.
  @Test func `GSM8K uniform components agree with nested averages`() throws {
    let pair = try Dither(.uniform, components: [2, 0.5])
    for mean in [-1.4, -0.3, 0, 0.2, 1.1] {
      let closed = try #require(pair.positivePart(mean: mean, sigma: 0.8))
      let (wide, narrow) = (0.8 * pair.components[0], 0.8 * pair.components[1])
      let half = narrow * .sqrt(3)
      // Split where the inner form changes its expression: at the edges of the wide draw.
      let cuts = [-half, half] + [-1.0, 1].map { $0 * wide * .sqrt(3) - mean }
      let points = cuts.filter { abs($0) <= half }.sorted()
      var nested = 0.0
      for (a, b) in zip(points, points.dropFirst()) {
        nested += DoubleExponential.integral(from: a, to: b) {
          (NoiseFamily.uniform.positivePart(mean: mean + $0, sigma: wide)?.first ?? .nan)
            / (2 * half)
        }
      }
      #expect(abs(closed.first - nested) < 1e-12, "mean \(mean)")
    }
  }

  // N = 200 000, seed 21, abs(z) <= 5; standard error about .001: .01 is seen for sure.
  @Test(arguments: [NoiseFamily.uniform, .gaussian, .rademacher])
  func `the closed form is the mean of draws`(family: NoiseFamily) throws {
    let dither = try Dither(family, components: Dither.gsm8kComponentMaxima)
    var noise = [Double](repeating: 0, count: 200_000)
    var random = RandomStream(seed: 21)
    dither.fill(&noise, using: &random)
    for mean in [-0.9, -0.2, 0, 0.4] {
      let closed = try #require(dither.positivePart(mean: mean, sigma: 0.5))
      let kept = noise.map { max(mean + 0.5 * $0, 0) }
      let first = ZScore(kept, against: closed.first)
      let second = ZScore(kept.map { $0 * $0 }, against: closed.second)
      #expect(first.agrees(), "\(family): \(first)")
      #expect(second.agrees(), "\(family): \(second)")
    }
  }

  // A single uniform draw of the same variance is another law: at mean -1.8 sigma it never keeps
  // anything, the sum of five does.
  @Test func `one uniform draw of the same sigma is not the sum of five`() throws {
    let five = try Dither(.uniform, components: Dither.gsm8kComponentMaxima)
    let single = try #require(try Dither(.uniform).positivePart(mean: -1.8, sigma: 1))
    let sum = try #require(five.positivePart(mean: -1.8, sigma: 1))
    #expect(single.first == 0 && sum.first > 0.009)
  }

  @Test func `what has no closed form says so`() throws {
    #expect(try Dither(.laplace, components: [1, 1]).positivePart(mean: 0, sigma: 1) == nil)
    let student = NoiseFamily.studentT(degreesOfFreedom: 5)
    #expect(try Dither(student, components: [1, 1]).positivePart(mean: 0, sigma: 1) == nil)
    #expect(try Dither(.uniform, components: [1, 1e-9]).positivePart(mean: 0, sigma: 1) == nil)
  }
}
