import GRPO
import GSL
import Testing

@testable import Analysis

/// Panels evaluate advantages as multiples of the dithered rewards: the multiples against the estimator.
struct AdvantageScaleTests {
  private static let apart: [AdvantageKind] = [
    .leaveOneOutStandardized, .meanNormalized, .bestOnly,
  ]
  private static let kinds = AdvantageKind.allCases.filter { !apart.contains($0) }

  /// 400 random groups, seed 12: A = w (r + sigma z), both centred where the key says so, divided by the norm
  /// of the group or of a batch of three; a unit of 2^k divides all.
  @Test(arguments: kinds)
  func `numerator over norm and offset is the estimator`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 12)
    for number in 0..<400 {
      let size = 2 + random.index(below: 6)
      let setting = try Setting(
        advantage: AdvantageEstimator(
          kind, ddof: number % 2, stabilizer: [0, 0.05, 3][number % 3]),
        dither: Dither(.gaussian), sigma: .random(in: 0.01...1, &random), groupSize: size,
        batchGroups: 3)
      let key = try #require(PanelKey(setting, dither: 0))
      #expect(
        key.isCentred == (kind != .reinforce) && key.usesBatch == (kind == .batchStandardized))
      let rewards = (0..<3 * size).map { _ in
        Double(random.index(below: 3)) + setting.sigma * random.gaussian()
      }
      let own = Array(rewards[..<size])
      let values = key.isCentred ? Self.centred(own) : own
      let unit = [1, 0x1p40, 0x1p-60][number % 3]
      let scale = AdvantageScale(setting, unit: unit)
      let divisor = Self.centred(key.usesBatch ? rewards : own)
      let w =
        key.isDivided
        ? scale.numerator / (dot(divisor, divisor).squareRoot() + scale.offset) : scale.numerator
      let right = setting.advantage.advantages(of: own, batch: RewardSums(rewards))
      for (value, advantage) in zip(values, right) {
        #expect(abs(unit * (w * value) - advantage) < 1e-12 * max(1, abs(advantage)))
      }
    }
  }

  private static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  /// Sigma and stabilizer may differ; dither, centring and divisor may not. Frames know no divisor but that
  /// of the batch.
  @Test func `keys tell apart what cannot stand side by side`() throws {
    let key = { (kind: AdvantageKind, sigma: Double, stabilizer: Double, dither: Int) in
      try PanelKey(
        Setting(
          advantage: AdvantageEstimator(kind, stabilizer: stabilizer), dither: Dither(.gaussian),
          sigma: sigma, groupSize: 4), dither: dither)!
    }
    #expect(try key(.standardized, 0, 0, 0) == key(.standardized, 2, 0.1, 0))
    #expect(try key(.standardized, 0, 0, 0) != key(.standardized, 0, 0, 1))
    #expect(try key(.mean, 0, 0, 0) == key(.leaveOneOut, 1, 0, 0))
    let all = try Self.kinds.map { try key($0, 0.1, 0, 0) }
    // reinforce; mean and leave-one-out; standardized; batch-standardized.
    #expect(Set(all).count == 4)
    #expect(Set(all.map(\.frame)).count == 3)
    #expect(try key(.mean, 0, 0, 0).frame == key(.standardized, 0, 0, 0).frame)
  }

  @Test func `clamps, decoupled and leave-one-out deviations go one by one`() throws {
    let settings = [
      try Setting(.leaveOneOutStandardized, .gaussian, sigma: 0.1, groupSize: 4),
      try Setting(
        advantage: AdvantageEstimator(.mean, clamp: 2), dither: Dither(.gaussian), sigma: 0.1,
        groupSize: 4),
      try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.1,
        groupSize: 4, aggregation: .decoupled),
    ]
    #expect(settings.allSatisfy { PanelKey($0, dither: 0) == nil })
    let plain = try [1.0, 0.1].map { try Setting(.mean, .gaussian, sigma: $0, groupSize: 4) }
    let paths = SettingPartition(
      [plain[0]] + settings + [plain[1]], dithers: [0, 0, 0, 0, 0], levels: [0, 1],
      isForcedGeneral: false)
    #expect(paths.general == [1, 2, 3] && paths.panels.map(\.members) == [[0, 4]])
    #expect(!paths.areCountsEnough)
  }

  /// A near-tie leaves rounding of a norm that is a polynomial in sigma; at sigma .3 there is none.
  @Test func `noise that may tie goes one by one, and panels stand in the order of settings`()
    throws
  {
    let settings = try [(AdvantageKind.standardized, 0.5), (.standardized, 0.3), (.mean, 0.5)].map {
      try Setting($0.0, .rademacher, sigma: $0.1, groupSize: 4)
    }
    let paths = { (settings: [Setting], forced: Bool) in
      SettingPartition(
        settings, dithers: settings.map { _ in 0 }, levels: [0, 1], isForcedGeneral: forced)
    }
    let found = paths(settings, false)
    #expect(found.general == [0] && found.panels.map(\.members) == [[1], [2]])
    let reversed = paths(settings.reversed(), false)
    #expect(reversed.general == [2] && reversed.panels.map(\.members) == [[0], [1]])
    let forced = paths(settings, true)
    #expect(forced.general == [0, 1, 2] && forced.panels.isEmpty)
    #expect(paths(Array(settings[1...]), false).areCountsEnough)
    let batch = try Setting(.batchStandardized, .gaussian, sigma: 0.1, groupSize: 4)
    #expect(!paths([batch], false).areCountsEnough)
  }
}

extension Double {
  /// Uniform on a range, from a stream.
  fileprivate static func random(
    in range: ClosedRange<Double>, _ stream: inout RandomStream
  ) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
  }
}
