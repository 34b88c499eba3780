import Logs
import TestSupport
import Testing

@testable import Audit

/// Records of groups by hand, and how they are thinned.
@Suite struct GroupRecordTests {
  private func record(_ totals: [Double], _ logged: [Double]) -> GroupRecord {
    totals.withUnsafeBufferPointer { totals in
      logged.withUnsafeBufferPointer { logged in
        GroupRecord(
          totals: totals, logged: logged, meanReward: 0.25, isSilent: false, step: 3, prompt: 1,
          file: 0, line: 9)
      }
    }
  }

  /// Rewards 0, 0, 0, 1: deviations -1/4 three times and 3/4, their square sum 3/4, ddof 1 deviation 1/2.
  @Test func `a multiple of the centred rewards has its slope and no misfit`() throws {
    let record = record([0, 0, 0, 1], [-0.5, -0.5, -0.5, 1.5])
    #expect(record.deviation == 0.5 && record.slope == 2 && record.misfit == 0)
    #expect(record.energy == 3 && record.largest == 1.5 && record.size == 4)
  }

  /// (1, -1, 0, 0) is at right angles to them; (1, -1, 0, 0) + 2 (r - mean) keeps slope 2 and has 2 of 5 off the line.
  @Test func `what is off the line is its share of the energy`() throws {
    let off = record([0, 0, 0, 1], [1, -1, 0, 0])
    #expect(off.slope == 0 && off.misfit == 1)
    let half = record([0, 0, 0, 1], [0.5, -1.5, -0.5, 1.5])
    #expect(half.slope == 2)
    #expect(abs(half.misfit! - 0.4) < 1e-15)
  }

  @Test func `without spread or advantages there is no slope`() {
    #expect(record([1, 1], [0.5, -0.5]).slope == nil)
    #expect(record([0, 1], [0, 0]).slope == nil)
    let bare = record([0, 1], [])
    #expect(bare.slope == nil && bare.energy == nil && bare.largest == nil)
  }

  @Test(arguments: [1, 7, 8, 9, 100, 1000])
  func `records are spread evenly, fewer than the limit`(count: Int) {
    var records = GroupRecords(limit: 8)
    for number in 0..<count where records.isDue() {
      records.add(
        GroupRecord(
          step: number, prompt: nil, size: 2, meanReward: 0, isSilent: true, deviation: 0,
          slope: nil, misfit: nil, energy: nil, largest: nil, file: 0, line: 1))
    }
    let steps = records.records.map { $0.step! }
    #expect(steps.count < 8 && (count < 8 || steps.count >= 4))
    let distances = Set(zip(steps, steps.dropFirst()).map { $1 - $0 })
    #expect(steps.first == 0 && distances.count <= 1)
    #expect(count >= 8 || steps == Array(0..<count))
  }

  /// Every group of the real run: those of TRL are divided by their deviation plus 1e-4.
  @Test func `the groups of a real run stand on the diagonal`() throws {
    let records = try RealRun.report().groupRecords
    #expect(records.count == 64 && records.count { $0.isSilent } == 22)
    let sloped = records.filter { $0.slope != nil }
    #expect(sloped.count == 42)
    for record in sloped {
      #expect(abs(1 / record.slope! - record.deviation - 1e-4) < 1e-6)
      #expect(record.misfit! < 1e-12)
    }
    #expect(Set(records.map(\.prompt)).count == 16)
  }

  @Test func `a group of a later file of its step names that file`() throws {
    var audit = RunAudit(columns: ["reward"], grouping: .key)
    try audit.add(
      RolloutStep(
        step: 1, count: 4, groups: [1, 1, 2, 2], columns: [[0, 1, 1, 0]], file: 3,
        files: [3, 3, 4, 4], lines: [8, 9, 1, 2]))
    let records = try audit.finish().groupRecords
    #expect(records.map(\.file) == [3, 4] && records.map(\.line) == [8, 1])
  }
}
