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

  /// 400 samples of 100 pairs, seed 61: a rate of .95 is seen as .95 +- .011. The percentile interval
  /// is a little short at 100 pairs (about .94). Three quarters of its width would cover .86.
  @Test func `an interval covers the ratio as often as it says`() {
    var stream = RandomStream(seed: 61)
    var (covered, short) = (0, 0)
    for repetition in 0..<400 {
      let columns = sample(100, &stream)
      let bootstrap = PairedBootstrap(count: 100, seed: UInt64(repetition))
      let interval = bootstrap.interval(columns) { $0[0] / $0[1] }
      let truth = 1 / 1.2
      if interval.contains(truth) { covered += 1 }
      let (low, high) = (interval.estimate - interval.low, interval.high - interval.estimate)
      let narrow = interval.estimate - 0.75 * low...interval.estimate + 0.75 * high
      if narrow.contains(truth) { short += 1 }
    }
    #expect((358...396).contains(covered), "\(covered) of 400")
    #expect(short < 358, "\(short) of 400")
  }

  @Test func `pairs make the interval narrow, the order of one column widens it`() {
    var stream = RandomStream(seed: 62)
    let columns = sample(200, &stream)
    let bootstrap = PairedBootstrap(count: 200, seed: 1)
    let paired = bootstrap.interval(columns) { $0[0] - $0[1] }
    let broken = bootstrap.interval([columns[0], columns[1].reversed()]) { $0[0] - $0[1] }
    #expect(paired.estimate == broken.estimate)
    #expect(2 * (paired.high - paired.low) < broken.high - broken.low)
  }

  @Test func `the same seed gives the same interval, an equal pair none`() {
    var stream = RandomStream(seed: 63)
    let columns = sample(50, &stream)
    let bootstrap = PairedBootstrap(count: 50, seed: 9)
    let ratio = { (means: [Double]) in means[0] / means[1] }
    #expect(
      bootstrap.interval(columns, statistic: ratio) == bootstrap.interval(columns, statistic: ratio)
    )
    let same = bootstrap.interval([columns[0], columns[0]], statistic: ratio)
    #expect(same.low == 1 && same.high == 1)
  }

  /// Of 0, 1, 2, 3: position .25 * 3 = .75 between the first two.
  @Test func `a quantile by hand`() {
    #expect(PairedBootstrap.quantile([0, 1, 2, 3], 0.25) == 0.75)
    #expect(PairedBootstrap.quantile([0, 1, 2, 3], 1) == 3)
  }
}
