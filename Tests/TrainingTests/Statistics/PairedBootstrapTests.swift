import GSL
import RealModule
import Testing

@testable import Training

struct PairedBootstrapTests {
  /// Paired times with a common part; means 1 and 1.2.
  private func sample(_ count: Int, _ stream: inout RandomStream) -> [[Double]] {
    var columns = [[Double]](repeating: [], count: 2)
    for _ in 0..<count {
      let common = stream.gamma(shape: 4, scale: 0.2)
      columns[0].append(common + stream.gamma(shape: 2, scale: 0.1))
      columns[1].append(1.2 * common + stream.gamma(shape: 2, scale: 0.12))
    }
    return columns
  }

  /// 400 samples of 100 pairs, seed 61: a rate of .95 is seen as .95 +- .011. Three quarters of its
  /// width would cover .86.
  @Test func `an interval covers the ratio as often as it says`() throws {
    var stream = RandomStream(seed: 61)
    var (covered, short) = (0, 0)
    for repetition in 0..<400 {
      let columns = sample(100, &stream)
      let bootstrap = PairedBootstrap(count: 100, seed: UInt64(repetition))
      let interval = try #require(bootstrap.interval(columns) { $0[0] / $0[1] })
      let truth = 1 / 1.2
      if interval.contains(truth) { covered += 1 }
      let ends = try #require(interval.ends)
      let (low, high) = (
        interval.estimate - ends.lowerBound, ends.upperBound - interval.estimate
      )
      let narrow = interval.estimate - 0.75 * low...interval.estimate + 0.75 * high
      if narrow.contains(truth) { short += 1 }
    }
    #expect((358...396).contains(covered), "\(covered) of 400")
    #expect(short < 358, "\(short) of 400")
  }

  /// 1000 samples of 8 pairs, seed 64: a rate of .95 is seen as .95 +- .007, with 5 standard errors 915 to
  /// 985. The plain percentile interval covers some .89 of so few: it would be refused.
  @Test func `few runs have an interval that is long enough`() throws {
    var stream = RandomStream(seed: 64)
    var (covered, plain) = (0, 0)
    for repetition in 0..<1000 {
      let columns = sample(8, &stream)
      let bootstrap = PairedBootstrap(count: 8, seed: UInt64(repetition))
      let interval = try #require(bootstrap.interval(columns) { $0[0] / $0[1] })
      if interval.contains(1 / 1.2) { covered += 1 }
      // The error whose expanded tail is 2.5% is that of the plain interval.
      let short = bootstrap.intervals(columns, error: Self.plainError) { [$0[0] / $0[1]] }
      if try #require(short[0]).contains(1 / 1.2) { plain += 1 }
    }
    #expect((915...985).contains(covered), "\(covered) of 1000")
    #expect(plain < 915, "\(plain) of 1000")
  }

  /// `sqrt(8/7) t_7 = 1.959964` at a tail of `error / 2`: t = 1.833378, by scipy.stats.t.sf.
  private static let plainError = 2 * 0.05470106841008902

  /// n = 8, error .05: t_7 = 2.364624, times sqrt(8/7) 2.527889, tail .005737 (scipy.stats).
  @Test func `the expanded tail by hand`() {
    #expect(abs(PairedBootstrap.tail(0.05, count: 8) - 0.0057375205170298715) < 1e-9)
    #expect(abs(PairedBootstrap.tail(Self.plainError, count: 8) - 0.025) < 1e-8)
    #expect(abs(PairedBootstrap.tail(0.05, count: 100_000) - 0.025) < 1e-5)
  }

  @Test func `runs that do not say have no interval`() throws {
    let bootstrap = PairedBootstrap(count: 8, seed: 1)
    let alike = [Double](repeating: 20, count: 8)
    let ratio = try #require(bootstrap.interval([alike, alike]) { $0[0] / $0[1] })
    #expect(ratio.estimate == 1 && ratio.ends == nil && !ratio.contains(1))
    let zeros = [Double](repeating: 0, count: 8)
    #expect(bootstrap.interval([alike, zeros]) { $0[0] / $0[1] } == nil)
    // Some resamples hold no run above 0.
    let rare = [1] + [Double](repeating: 0, count: 7)
    #expect(try #require(bootstrap.interval([alike, rare]) { $0[0] / $0[1] }).ends == nil)
    let few = PairedBootstrap(count: 5, seed: 1)
    #expect(try #require(few.interval([[1, 2, 3, 4, 5]]) { $0[0] }).ends == nil)
  }

  @Test func `pairs make the interval narrow, the order of one column widens it`() throws {
    var stream = RandomStream(seed: 62)
    let columns = sample(200, &stream)
    let bootstrap = PairedBootstrap(count: 200, seed: 1)
    let paired = try #require(bootstrap.interval(columns) { $0[0] - $0[1] })
    let broken = try #require(
      bootstrap.interval([columns[0], columns[1].reversed()]) { $0[0] - $0[1] })
    #expect(paired.estimate == broken.estimate)
    #expect(try 2 * paired.width < broken.width)
  }

  @Test func `the same seed gives the same interval, an equal pair none`() throws {
    var stream = RandomStream(seed: 63)
    let columns = sample(50, &stream)
    let bootstrap = PairedBootstrap(count: 50, seed: 9)
    let ratio = { (means: [Double]) in means[0] / means[1] }
    #expect(
      bootstrap.interval(columns, statistic: ratio) == bootstrap.interval(columns, statistic: ratio)
    )
    let same = try #require(
      bootstrap.interval([columns[0], columns[0]], statistic: ratio))
    #expect(same.estimate == 1 && same.ends == nil)
  }

  /// Of 0, 1, 2, 3: position .25 * 3 = .75 between the first two.
  @Test func `the ends are in order as sorting has them, ties too`() {
    let values = (0..<200).map { Double(($0 * 37) % 61) - 30 }
    let sorted = values.sorted()
    let ends = PairedBootstrap.orderedEnds(values, 20)
    #expect(Array(ends.prefix(20)) == Array(sorted.prefix(20)))
    #expect(Array(ends.suffix(20)) == Array(sorted.suffix(20)))
    #expect(ends[20..<180].allSatisfy(\.isNaN) && ends.count == 200)
    #expect(PairedBootstrap.orderedEnds(values, 50) == sorted)
  }

  @Test func `a quantile by hand`() {
    #expect(PairedBootstrap.quantile([0, 1, 2, 3], 0.25) == 0.75)
    #expect(PairedBootstrap.quantile([0, 1, 2, 3], 1) == 3)
  }
}

extension BootstrapInterval {
  /// How long it is.
  var width: Double { get throws { try #require(high) - #require(low) } }
}
