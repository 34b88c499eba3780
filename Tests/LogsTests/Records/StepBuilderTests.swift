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

  /// The rows of these groups, in a log that has no step, in pieces of a size (row by row for nil), with
  /// the second file from half of them on; whether the log is cut off then.
  private func portions(
    _ groups: [UInt64], pieces: Int?, files: Int, isGrowing: Bool
  ) -> (steps: [RolloutStep], returned: Int) {
    var schema = schema
    schema.step = nil
    let notes = ReadingNotes()
    let builder = StepBuilder(
      schema, stepsOfFiles: Array(repeating: nil, count: files), notes: notes)
    let rewards = groups.indices.map(Double.init)
    for file in 0..<files {
      builder.begin(file: file)
      let (first, end) = (groups.count * file / files, groups.count * (file + 1) / files)
      for start in stride(from: first, to: end, by: pieces ?? 1) {
        guard let pieces else {
          let row = builder.open()
          row[Slot.line] = UInt64(start + 1)
          row[Slot.group] = groups[start]
          row[Slot.columns] = rewards[start].bitPattern
          builder.commit()
          continue
        }
        groups.withUnsafeBytes { groups in
          rewards.withUnsafeBytes { rewards in
            builder.append(
              min(pieces, end - start), step: nil, line: start + 1,
              [
                (Slot.group, groups.baseAddress! + 8 * start),
                (Slot.columns, rewards.baseAddress! + 8 * start),
              ])
          }
        }
      }
    }
    if isGrowing { builder.finishWholeGroups() } else { builder.finish() }
    return (builder.ready, notes.returnedGroups)
  }

  /// Groups of 8, of 7, of 30,000 and of 1 row, some that come back: in a later portion, or within the
  /// first, which keeps the log in one piece.
  @Test func `a log without steps ends its portions where it is read by columns as by rows`() {
    let rows = Array(0..<UInt64(100_000))
    var logs = [UInt64(8), 7, 30_000, 1].map { size in rows.map { $0 / size } }
    logs.append(rows.map { $0 < 90_000 ? $0 / 8 : $0 / 8 - 11_000 })
    logs.append(rows.map { $0 % 1000 })
    for (number, groups) in logs.enumerated() {
      for files in [1, 2] {
        for isGrowing in [false, true] {
          let expected = portions(groups, pieces: nil, files: files, isGrowing: isGrowing)
          #expect(expected.steps.count > 1 || number == 5 && files == 1)
          #expect((expected.returned > 0) == (number == 4 && files == 1))
          for pieces in [999, 20_480, 100_000] {
            let columns = portions(groups, pieces: pieces, files: files, isGrowing: isGrowing)
            #expect(columns.steps == expected.steps, "\(number) \(files) \(isGrowing) \(pieces)")
            #expect(columns.returned == expected.returned)
          }
        }
      }
    }
  }
}
