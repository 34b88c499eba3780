import TestSupport
import Testing

@testable import Audit

/// A group with its rewards and advantages.
private struct Case: Hashable {
  var rewards: [Double]
  var logged: [Double] = []

  func with<Result>(
    _ body: (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    rewards.withUnsafeBufferPointer { rewards in
      logged.withUnsafeBufferPointer { body(rewards, $0) }
    }
  }

  var hash: UInt64 { with(GroupMemory.hash) }
  var sum: Double { rewards.reduce(0, +) }
}

extension GroupMemory {
  /// The sum of rewards that is remembered of a group, which is met.
  fileprivate mutating func meet(_ group: Case) -> Double? {
    let known = group.with { numbers($0, $1)?.rewardSum }
    if known == nil { group.with { keep(GroupNumbers($0, logged: $1), of: $0, $1) } }
    return known
  }
}

@Suite struct GroupMemoryTests {
  /// A factor of the hash that is 0 takes away what came before it: rewards differ, the hash does not.
  @Test func `groups of one hash are kept apart`() {
    let groups = colliding()
    #expect(groups.count > 1 && Set(groups).count == groups.count)
    #expect(Set(groups.map(\.hash)).count == 1)
    var memory = GroupMemory()
    let first = groups.map { memory.meet($0) }
    let second = groups.map { memory.meet($0) }
    #expect(first == groups.map { _ in nil } && second == groups.map(\.sum))
  }

  /// Rewards whose last one makes up for those before: its bits are what the hash so far is, so that the factor
  /// is 0.
  private func colliding() -> [Case] {
    [1.0, 2, 3, 4].compactMap { first in
      // The state behind the first reward, as the hash has it.
      let product = (0xa076_1d64_78bd_642f ^ first.bitPattern)
        .multipliedFullWidth(by: 0x8ebc_6af0_9c88_c6e3)
      let last = Double(bitPattern: product.high ^ product.low)
      return last.isFinite ? Case(rewards: [first, last]) : nil
    }
  }

  @Test func `every bit counts`() {
    var memory = GroupMemory()
    let group = Case(rewards: [0, 1, 1], logged: [-1, 0.5, 0.5])
    let others = [
      Case(rewards: [-0.0, 1, 1], logged: [-1, 0.5, 0.5]),
      Case(rewards: [1, 0, 1], logged: [-1, 0.5, 0.5]),
      Case(rewards: [0, 1, 1], logged: [-1, 0.5, 0.5.nextUp]), Case(rewards: [0, 1, 1]),
      Case(rewards: [0, 1], logged: [-1, 0.5]), Case(rewards: [0, 1, 1, -1, 0.5, 0.5]),
    ]
    let all = [group] + others
    let first = all.map { memory.meet($0) }
    let second = all.map { memory.meet($0) }
    #expect(first == all.map { _ in nil } && second == all.map(\.sum))
  }

  /// 100,000 groups of seed 1, of up to 40 rewards on two levels: what is remembered is what would be counted,
  /// and most of it is remembered.
  @Test func `what is remembered is what is counted`() {
    var random = SplitMix(seed: 1)
    var memory = GroupMemory()
    var known = 0
    for _ in 0..<100_000 {
      let bits = random.next()
      let size = bits % 10 == 0 ? Int(bits >> 8) % 40 + 1 : 6
      let group = Case(rewards: (0..<size).map { Double(bits >> (16 + UInt64($0)) & 1) })
      guard let sum = memory.meet(group) else { continue }
      known += 1
      #expect(sum == group.sum)
    }
    #expect(known > 80_000)
  }

  @Test func `groups that never come back are soon looked for no longer`() {
    var memory = GroupMemory()
    let known = (0..<100_000).compactMap { memory.meet(Case(rewards: [Double($0), 0])) }
    #expect(known.isEmpty && memory.tried < 10_000)
  }
}
