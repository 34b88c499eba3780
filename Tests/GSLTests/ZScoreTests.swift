import GSL
import TestSupport
import Testing

/// The z-score that statistical tests are judged by.
struct ZScoreTests {
  /// (1, 2, 3, 6): mean 3, squared deviations 4 + 1 + 0 + 9 = 14, S^2 = 14/3, error sqrt(14/12).
  @Test func `a sample by hand`() {
    let z = ZScore([1, 2, 3, 6], against: 1)
    #expect(z.estimate == 3 && z.count == 4)
    #expect(abs(z.standardError - 1.080_123_449_734_643_6) < 1e-15)
    #expect(abs(z.value - 2 / 1.080_123_449_734_643_6) < 1e-15)
    #expect(ZScore([1, 2, 3, 6], against: 5).value == -z.value)
  }

  /// A known variance of 9: error sqrt(9/4) = 1.5. Of 100 trials at .2: error sqrt(.16/100) = .04.
  @Test func `a known law by hand`() {
    #expect(abs(ZScore([1, 2, 3, 6], mean: 0, variance: 9).value - 2) < 1e-15)
    #expect(abs(ZScore(successes: 30, of: 100, probability: 0.2).value - 2.5) < 1e-14)
    #expect(ZScore(of: (mean: 7, error: 3), and: (mean: 2, error: 4), count: 9).value == 1)
  }

  @Test func `without an error any difference is infinite, none is 0`() {
    #expect(ZScore([2, 2, 2], against: 2).value == 0)
    #expect(ZScore([2, 2, 2], against: 2.0.nextUp).value == -.infinity)
    #expect(ZScore([2, 2, 2], against: 2.0.nextUp).differs())
    #expect(!ZScore([2, 2, 2], against: 2.0.nextUp).agrees())
    let rounded = ZScore(1, standardError: 0, count: 9, against: 1 + 1e-13, rounding: 1e-12)
    #expect(rounded.value == 0)
  }

  static let nothing = [
    ZScore([Double](), against: 0), ZScore([0], against: 0), ZScore([0], mean: 0, variance: 1),
    ZScore(successes: 1, of: 1, probability: 1), ZScore([0, .nan], against: 0),
    ZScore([0, .infinity], against: 0), ZScore([0, 1], against: .nan),
    ZScore([0, 1], mean: 0, variance: -1),
    ZScore(0, standardError: .nan, count: 9, against: 0),
    ZScore(0, standardError: .infinity, count: 9, against: 0),
    ZScore(0, standardError: -1, count: 9, against: 0),
    ZScore(.infinity, standardError: 1, count: 9, against: .infinity),
  ]

  @Test(arguments: nothing)
  func `what says nothing neither agrees nor differs`(z: ZScore) {
    #expect(z.value.isNaN)
    #expect(!z.agrees() && !z.differs(), "\(z)")
  }

  /// N = 1000 draws of N(0, 1), seeds 0 to 499, abs(z) <= 5: none is refused. A bias of
  /// `smallestEffect`, .32, is seen in each; one of half of that, which is the threshold, in about half of
  /// them: 250 with a standard deviation of 11.2, so 194 to 306 at 5 of these.
  @Test func `a planted bias is seen from the smallest effect on`() {
    var halves = 0
    for seed in 0..<500 as Range<UInt64> {
      var random = RandomStream(seed: seed)
      let sample = (0..<1000).map { _ in random.gaussian() }
      let plain = ZScore(sample, against: 0)
      #expect(plain.agrees(), "\(plain)")
      #expect(abs(plain.smallestEffect - 0.316) < 0.04)
      for sign in [-1.0, 1] {
        let biased = ZScore(sample.map { $0 + sign * plain.smallestEffect }, against: 0)
        #expect(biased.differs(), "\(biased)")
      }
      let half = ZScore(sample.map { $0 + plain.smallestEffect / 2 }, against: 0)
      if half.differs() { halves += 1 }
    }
    #expect((194...306).contains(halves), "\(halves)")
  }
}
