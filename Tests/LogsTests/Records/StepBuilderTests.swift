import Testing

@testable import Logs

@Suite struct StepBuilderTests {
  private let schema = RolloutSchema(
    format: .neutral, columns: ["reward"], step: "step", group: "group", grouping: .key)

  /// Steps of these sizes, row by row; rewards count up from 0.
  private func builder(_ sizes: [Int]) -> StepBuilder {
    let builder = StepBuilder(schema, stepsOfFiles: [nil], notes: ReadingNotes())
    builder.begin(file: 0)
    var next = 0
    for (step, size) in sizes.enumerated() {
      for _ in 0..<size {
        let row = builder.open()
        row[Slot.step] = UInt64(step)
        row[Slot.line] = UInt64(next + 1)
        row[Slot.group] = UInt64(next / 2)
        row[Slot.columns] = Double(next).bitPattern
        builder.commit()
        next += 1
      }
    }
    return builder
  }

  @Test func `steps end where their number changes, however many rows they have`() {
    let sizes = [1, 300, 2, 63, 64, 65, 1000]
    let builder = builder(sizes)
    builder.finish()
    #expect(builder.ready.map(\.step) == [0, 1, 2, 3, 4, 5, 6])
    #expect(builder.ready.map(\.count) == sizes)
    let all = builder.ready.flatMap { $0.columns[0] }
    #expect(all == (0..<sizes.reduce(0, +)).map(Double.init))
    #expect(builder.ready.flatMap(\.lines) == (1...all.count).map { $0 })
    #expect(builder.ready.flatMap { $0.groups! } == all.map { UInt64($0) / 2 })
  }

  @Test func `a row that was given up leaves nothing behind`() {
    for size in [0, 1, 5, 70] {
      let builder = builder([size])
      // As a line that is cut off.
      let cut = builder.open()
      (cut[Slot.group], cut[Slot.columns]) = (99, 0)
      builder.finish()
      builder.ready = []
      for _ in 0...size {
        _ = builder.open()
        builder.commit()
      }
      builder.finish()
      #expect(builder.ready[0].groups == [UInt64](repeating: 0, count: size + 1))
      #expect(!builder.ready[0].columns[0].contains { !$0.isNaN }, "\(size)")
    }
  }

  @Test func `columns of rows and single rows make the same step`() {
    let expected = builder([3, 200])
    expected.finish()
    let builder = builder([2])
    for (step, rows) in [(0, 2..<3), (1, 3..<100), (1, 100..<203)] {
      let groups = rows.map { UInt64($0 / 2) }
      let rewards = rows.map(Double.init)
      groups.withUnsafeBytes { groups in
        rewards.withUnsafeBytes { rewards in
          builder.append(
            rows.count, step: UInt64(step), line: rows.lowerBound + 1,
            [(Slot.group, groups.baseAddress!), (Slot.columns, rewards.baseAddress!)])
        }
      }
    }
    builder.finish()
    #expect(builder.ready == expected.ready)
  }
}
