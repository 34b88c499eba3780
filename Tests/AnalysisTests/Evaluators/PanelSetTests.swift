import GRPO
import GSL
import Testing

@testable import Analysis

/// Panels against a loop over groups and settings: eleven settings are a full vector and one of three
/// lanes, seven parameters a block of four and three left over; tiles of 1, 63 and 64 groups.
struct PanelSetTests {
  static let parameterCount = 7
  static let groupSize = 5
  static let sigmas = (0..<11).map { 0.1 * Double($0) }

  private struct Group {
    let rewards, noise: [Double]
    let gradientR, gradientZ: [Double]
  }

  private static func group(_ random: inout RandomStream) -> Group {
    let draw = { (count: Int, random: inout RandomStream) in
      (0..<count).map { _ in random.gaussian() }
    }
    return Group(
      rewards: draw(groupSize, &random), noise: draw(groupSize, &random),
      gradientR: draw(parameterCount, &random), gradientZ: draw(parameterCount, &random))
  }

  private static func append(_ group: Group, to tile: GroupTile, penalty: [Double]?) {
    let place = tile.open()
    let squares = RewardSquares(Buffer(group.rewards), Buffer(group.noise))
    tile.shapes[place].rewards = SigmaQuadratic(rr: squares.rr, rz: squares.rz, zz: squares.zz)
    let numbers = tile.numbers + tile.stride * place
    for j in 0..<parameterCount {
      numbers[j] = group.gradientR[j]
      numbers[tile.stride / 2 + j] = group.gradientZ[j]
    }
    tile.closeGradient(place)
    if let penalty { tile.close(place, penalty: penalty) }
  }

  /// Gradient, its square with the penalty, and the largest advantage of one group.
  private static func row(
    _ group: Group, _ setting: Setting, penalty: [Double]?
  ) -> (gradient: [Double], square: Double, largest: Double) {
    let sums = zip(group.rewards, group.noise).map { $0 + setting.sigma * $1 }
    let norm = dot(sums, sums).squareRoot()
    let scale: Double
    if setting.advantage.kind == .standardized {
      let root = Double(groupSize - setting.advantage.ddof).squareRoot()
      scale = 1 / (norm / root + setting.advantage.stabilizer)
    } else {
      scale = Double(groupSize) / Double(groupSize - 1)
    }
    let gradient = zip(group.gradientR, group.gradientZ).map {
      scale * ($0 + setting.sigma * $1)
    }
    let whole = penalty.map { zip(gradient, $0).map { $0 + $1 } } ?? gradient
    return (gradient, dot(whole, whole), scale * sums.map { abs($0) }.max()!)
  }

  @Test(arguments: [AdvantageKind.standardized, .leaveOneOut], [1, 63, 64])
  func `panels add up what a loop adds up`(kind: AdvantageKind, count: Int) throws {
    for penalty in [nil, (0..<Self.parameterCount).map { 0.1 * Double($0) - 0.3 }] {
      try check(kind, count, penalty)
    }
  }

  private func check(_ kind: AdvantageKind, _ count: Int, _ penalty: [Double]?) throws {
    let settings = try Self.sigmas.map {
      try Setting(
        advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.05), dither: Dither(.gaussian),
        sigma: $0, groupSize: Self.groupSize)
    }
    let key = try #require(PanelKey(settings[0], dither: 0))
    let members = Array(settings.indices)
    let panels = PanelSet(
      [(key, members)], settings: settings, units: settings.map { _ in 1 },
      parameterCount: Self.parameterCount)
    var random = RandomStream(seed: UInt64(count))
    // Two blocks: what the first leaves behind would be in the second.
    for _ in 0..<2 {
      let groups = (0..<count).map { _ in Self.group(&random) }
      let frame = panels.frames[0]
      for group in groups { Self.append(group, to: frame.tile, penalty: penalty) }
      panels.flush()
      #expect(panels.waiting == 0)
      let dimension = Self.parameterCount + MomentIndex.extra
      var sums = settings.map { _ in [Double](repeating: 0, count: dimension) }
      panels.takeSums(into: &sums) { _, _ in }
      for (s, setting) in settings.enumerated() {
        let rows = groups.map { Self.row($0, setting, penalty: penalty) }
        for j in 0..<Self.parameterCount {
          let right = rows.reduce(0) { $0 + $1.gradient[j] }
          #expect(abs(sums[s][j] - right) <= 1e-11 * Double(count), "setting \(s), \(j)")
        }
        let square = rows.reduce(0) { $0 + $1.square }
        let found = sums[s][Self.parameterCount + MomentIndex.square]
        #expect(abs(found - square) <= 1e-12 * square, "setting \(s)")
      }
    }
  }

  /// Three groups, of which the panel looks at one after the other.
  @Test(arguments: [AdvantageKind.standardized, .leaveOneOut])
  func `largest advantages are summed and their maximum kept`(kind: AdvantageKind) throws {
    let settings = try Self.sigmas.map {
      try Setting(
        advantage: AdvantageEstimator(kind, ddof: 1, stabilizer: 0.05), dither: Dither(.gaussian),
        sigma: $0, groupSize: Self.groupSize)
    }
    let (linear, divided) = (
      LinearPanel(
        members: Array(settings.indices), settings: settings, units: settings.map { _ in 1 },
        frame: 0, parameterCount: 1),
      DividedPanel(
        members: Array(settings.indices), settings: settings, units: settings.map { _ in 1 },
        frame: 0, parameterCount: 1)
    )
    var random = RandomStream(seed: 9)
    let groups = (0..<3).map { _ in Self.group(&random) }
    for group in groups {
      var shape = GroupShape()
      let squares = RewardSquares(Buffer(group.rewards), Buffer(group.noise))
      shape.rewards = SigmaQuadratic(rr: squares.rr, rz: squares.rz, zz: squares.zz)
      if kind == .standardized {
        divided.noteLargest(Buffer(group.rewards), Buffer(group.noise), shape)
      } else {
        linear.noteLargest(Buffer(group.rewards), Buffer(group.noise))
      }
    }
    for (s, setting) in settings.enumerated() {
      let right = groups.map { Self.row($0, setting, penalty: nil).largest }
      var block = [Double](repeating: 0, count: 1 + MomentIndex.extra)
      let maximum: Double
      if kind == .standardized {
        divided.takeSums(of: s, into: &block)
        maximum = divided.takeMaximum(of: s)
      } else {
        linear.readSums(of: s, into: &block)
        maximum = linear.takeMaximum(of: s)
      }
      #expect(abs(block[1 + MomentIndex.largest] - right.reduce(0, +)) < 1e-13)
      #expect(abs(maximum - right.max()!) < 1e-14)
    }
  }

  /// 0/0: without noise and stabilizer a silent group has no advantages.
  @Test func `a silent group without noise adds nothing`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.none), sigma: 0, groupSize: 4)
    let panel = DividedPanel(
      members: [0], settings: [setting], units: [1], frame: 0, parameterCount: 2)
    let tile = GroupTile(parameterCount: 2)
    _ = tile.open()
    panel.add(tile)
    var block = [Double](repeating: 0, count: 2 + MomentIndex.extra)
    panel.takeSums(of: 0, into: &block)
    #expect(block == [0, 0, 0, 0, 0])
  }
}
