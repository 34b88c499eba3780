import TestSupport
import Testing

@testable import Audit

extension GroupKinds {
  fileprivate mutating func kind(of rewards: [Double]) -> Int? {
    rewards.withUnsafeBufferPointer { kind($0) }
  }
}

@Suite struct GroupKindsTests {
  /// 4,000 groups of seed 1 on up to 12 levels, some of them off by rounding, of up to 300 completions: kinds
  /// have the counts that looking up reward by reward has, and equal counts are one kind.
  @Test(arguments: [2, 8, 9, 12])
  func `kinds are the counts on levels`(levels: Int) throws {
    var random = SplitMix(seed: 1)
    var kinds = GroupKinds()
    var naive = RewardLevels()
    var places: [[Int]: Int] = [:]
    for number in 0..<4000 {
      let size = number % 100 == 0 ? 300 : 4 + number % 3
      // Levels are met little by little.
      let reach = UInt64(min(levels, 1 + number / 20))
      let rewards = (0..<size).map { _ -> Double in
        let level = Double(random.next() % reach)
        return random.next() % 8 == 0 ? level * (1 + 0x1p-24) : level
      }
      var counts: [Int] = []
      for reward in rewards {
        let found = naive.place(reward)
        let place = try #require(found)
        while counts.count <= place { counts.append(0) }
        counts[place] += 1
      }
      let found = kinds.kind(of: rewards)
      let kind = try #require(found)
      #expect(kinds.counts[kind] == counts)
      #expect(places[counts, default: kind] == kind)
      places[counts] = kind
    }
    #expect(kinds.levels.values == naive.values && kinds.counts.count == places.count)
  }

  @Test func `too many values are no levels`() {
    var kinds = GroupKinds()
    let rewards = (0..<40).map(Double.init)
    let few = kinds.kind(of: Array(rewards[..<30]))
    let many = kinds.kind(of: rewards)
    #expect(few == 0 && many == nil)
  }
}
