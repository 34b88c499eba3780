import Platform

/// Rows, until their step ends.
final class StepBuilder {
  /// Steps that are complete.
  var ready: [RolloutStep] = []
  let schema: RolloutSchema
  let notes: ReadingNotes

  private let width: Int
  /// What a row may lack: the slots that are asked for, but for its line and its step.
  private let slots: [Int]
  /// The words of all rows, slot by slot: what is written to the end of a column is not scattered.
  private var words: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var count = 0
  /// Whether the row behind those that count may have been written to.
  private var isOpen = false
  /// What a row holds where nothing was written.
  private let blank: UnsafeMutablePointer<UInt64>
  /// The step that the name of the file tells.
  private var stepOfFile = Slot.noStep
  /// The step in the name of each file.
  private let stepsOfFiles: [Int?]
  /// The file of the row that is open.
  private(set) var file = -1
  private var firstFile = 0
  /// Where the rows of later files begin within the step.
  private var fileStarts: [(row: Int, file: Int)] = []
  private var portions: StepPortions

  init(_ schema: RolloutSchema, stepsOfFiles: [Int?], notes: ReadingNotes) {
    self.schema = schema
    self.stepsOfFiles = stepsOfFiles
    self.notes = notes
    portions = StepPortions(schema)
    width = Slot.columns + schema.columns.count
    let roles = [
      (schema.group, Slot.group), (schema.prompt, Slot.prompt),
      (schema.completion, Slot.completion), (schema.completion, Slot.length),
      (schema.advantage, Slot.advantage),
    ]
    slots = roles.filter { $0.0 != nil }.map(\.1) + [Slot.sample] + (Slot.columns..<width)
    words = .allocate(capacity: width * capacity)
    blank = .allocate(capacity: width)
    blank.initialize(repeating: 0, count: width)
    for slot in Slot.advantage..<width { blank[slot] = Double.nan.bitPattern }
    clear(from: 0, count: capacity)
  }

  deinit {
    words.deallocate()
    blank.deallocate()
  }

  /// A row to be filled, in which everything is missing. It counts once it is committed.
  @inline(__always)
  func open() -> Row {
    if count == capacity { grow(to: count + 1) }
    if isOpen { clear(from: count, count: 1) }
    isOpen = true
    let row = Row(words + count, stride: capacity)
    row[Slot.step] = stepOfFile
    return row
  }

  /// Takes in the row that is open; true where it does not go with those before it, whose step ends.
  @inline(__always) @discardableResult
  func commit() -> Bool {
    isOpen = false
    let steps = words + Slot.step &* capacity
    var isNew = false
    if count > 0 {
      isNew =
        steps[count] != steps[0]
        || count >= portions.size && steps[0] == Slot.noStep && endsPortion()
    }
    if isNew { begin(with: count) }
    if count == 0 { firstFile = file }
    count &+= 1
    return isNew
  }

  /// Ends the step before the row at a place, and puts that row in front.
  private func begin(with place: Int) {
    finish()
    for slot in slots + [Slot.line, Slot.step] {
      words[slot * capacity] = words[slot * capacity + place]
    }
    clear(from: place, count: 1)
  }

  /// Takes in rows of one step.
  ///
  /// - Parameters:
  ///   - step: as a word; that of the file where rows have none.
  ///   - line: of the first of them; the others follow it.
  ///   - columns: the first word of each slot that is written, of 8 bytes wherever it stands.
  func append(
    _ rows: Int, step: UInt64?, line: Int, _ columns: [(slot: Int, words: UnsafeRawPointer)]
  ) {
    let step = step ?? stepOfFile
    if count > 0, words[Slot.step * capacity] != step { finish() }
    var row = 0
    while row < rows {
      let end = step == Slot.noStep ? portionEnd(row, rows, columns) : rows
      copy(row..<end, step, line: line, columns)
      row = end
      if row < rows, canEndPortion() { finish() }
    }
  }

  private func copy(
    _ rows: Range<Int>, _ step: UInt64, line: Int,
    _ columns: [(slot: Int, words: UnsafeRawPointer)]
  ) {
    if count == 0 { firstFile = file }
    if count + rows.count > capacity { grow(to: count + rows.count) }
    (words + Slot.step * capacity + count).update(repeating: step, count: rows.count)
    for (place, row) in zip(count..., rows) {
      words[Slot.line * capacity + place] = UInt64(truncatingIfNeeded: line + row)
    }
    for (slot, column) in columns {
      memcpy(words + slot * capacity + count, column + 8 * rows.lowerBound, 8 * rows.count)
    }
    count += rows.count
  }

  /// Says of which file the next rows are; a step that only the file's name tells ends here.
  func begin(file index: Int) {
    guard index != file, stepsOfFiles.indices.contains(index) else { return }
    if schema.step == nil {
      let step = stepsOfFiles[index].map { UInt64(bitPattern: Int64($0)) } ?? Slot.noStep
      if step == Slot.noStep || step != stepOfFile {
        finish()
        portions.forget()
      }
      stepOfFile = step
    }
    if count > 0 { fileStarts.append((count, index)) }
    file = index
  }

  /// Whether a step of a log that has none may end before the row that is open.
  private func endsPortion() -> Bool {
    guard let slot = portions.slot else { return false }
    let keys = words + slot * capacity
    return keys[count] != keys[count - 1] && canEndPortion()
  }

  /// Where, of rows to be taken in, the portion is large enough and another group begins.
  private func portionEnd(
    _ row: Int, _ rows: Int, _ columns: [(slot: Int, words: UnsafeRawPointer)]
  ) -> Int {
    guard rows - row > portions.size - count,
      let column = columns.first(where: { $0.slot == portions.slot })
    else { return rows }
    func key(_ row: Int) -> UInt64 {
      column.words.loadUnaligned(fromByteOffset: 8 * row, as: UInt64.self)
    }
    var end = row + max(0, portions.size - count)
    let last = end > row ? key(end - 1) : words[column.slot * capacity + count - 1]
    while end < rows, key(end) == last { end += 1 }
    return end
  }

  /// Whether the rows so far may be taken for a step, so that a log without steps is not one step of
  /// all its rows.
  private func canEndPortion() -> Bool {
    guard let slot = portions.slot, portions.holdsWholeGroups(column(slot, count)) else {
      return false
    }
    notes.cutsSteps = true
    return true
  }

  private func column<Value>(
    _ slot: Int, _ used: Int, as type: Value.Type = UInt64.self
  ) -> [Value] {
    let first = UnsafeMutableRawPointer(words + slot * capacity)
    return Array(UnsafeBufferPointer(start: first.assumingMemoryBound(to: type), count: used))
  }

  /// Ends a step that nothing ends, as far as its groups are whole: a log without steps that is
  /// being written.
  func finishWholeGroups() {
    guard count > 0, words[Slot.step * capacity] == Slot.noStep, let slot = portions.slot else {
      return
    }
    let keys = column(slot, count)
    finish((keys.lastIndex { $0 != keys[keys.count - 1] } ?? -1) + 1)
  }

  /// Ends the step.
  func finish() { finish(count) }

  /// Ends the step with its first rows, and forgets the others.
  private func finish(_ used: Int) {
    let rows = count
    count = 0
    defer {
      fileStarts.removeAll()
      clear(from: 0, count: isOpen ? rows + 1 : rows)
      isOpen = false
    }
    guard used > 0 else { return }
    let step = Int64(bitPattern: self.words[Slot.step * capacity])
    func words(_ slot: Int) -> [UInt64] { column(slot, used) }
    func doubles(_ slot: Int) -> [Double] { column(slot, used, as: Double.self) }
    func integers(_ slot: Int) -> [Int] { column(slot, used, as: Int.self) }
    if notes.cutsSteps, let slot = portions.slot {
      notes.returnedGroups += portions.close(words(slot))
    }
    ready.append(
      RolloutStep(
        step: step == Int64.min ? nil : Int(step), count: used,
        groups: schema.group.map { _ in words(Slot.group) },
        samples: schema.sample != nil || schema.splitsKey ? words(Slot.sample) : nil,
        prompts: schema.prompt.map { _ in words(Slot.prompt) },
        completions: schema.completion.map { _ in words(Slot.completion) },
        lengths: schema.completion.map { _ in integers(Slot.length) },
        columns: schema.columns.indices.map { doubles(Slot.columns + $0) },
        advantages: schema.advantage.map { _ in doubles(Slot.advantage) }, file: firstFile,
        files: files(used), lines: integers(Slot.line)))
  }

  /// The file of each row; nil where all are of the first.
  private func files(_ used: Int) -> [Int]? {
    guard let second = fileStarts.first, second.row < used else { return nil }
    var files = [Int](repeating: firstFile, count: used)
    for start in fileStarts { for row in start.row..<used { files[row] = start.file } }
    return files
  }

  /// Makes all missing in some rows.
  private func clear(from place: Int, count: Int) {
    for slot in slots {
      (words + slot * capacity + place).update(repeating: blank[slot], count: count)
    }
  }

  private func grow(to wish: Int) {
    // No power of two: columns that are one apart would meet in the sets of a cache.
    let capacity = max(2 * capacity, wish) | 8
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * width)
    for slot in 0..<width {
      (larger + slot * capacity).update(from: words + slot * self.capacity, count: count)
    }
    words.deallocate()
    words = larger
    self.capacity = capacity
    clear(from: count, count: capacity - count)
  }
}
