/// Rows, until their step ends.
final class StepBuilder {
  /// Steps that are complete.
  var ready: [RolloutStep] = []
  let schema: RolloutSchema
  let notes: ReadingNotes

  private let width: Int
  private var rows: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var count = 0
  private let blank: UnsafeMutablePointer<UInt64>
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
    rows = .allocate(capacity: width * capacity)
    blank = .allocate(capacity: width)
    blank.initialize(repeating: 0, count: width)
    blank[Slot.step] = Slot.noStep
    for slot in Slot.advantage..<width { blank[slot] = Double.nan.bitPattern }
  }

  deinit {
    rows.deallocate()
    blank.deallocate()
  }

  /// A row to be filled, in which everything is missing. It counts once it is committed.
  @inline(__always)
  func open() -> UnsafeMutablePointer<UInt64> {
    if count == capacity { grow() }
    let row = rows + count &* width
    row.update(from: blank, count: width)
    return row
  }

  /// Takes in the row that is open; ends the step before it if it is of another one.
  @inline(__always)
  func commit() {
    let row = rows + count &* width
    if count == 0 {
      firstFile = file
    } else if row[Slot.step] != rows[Slot.step] {
      finish()
      firstFile = file
      rows.update(from: row, count: width)
    } else if count >= portions.size, rows[Slot.step] == Slot.noStep, endsPortion(row) {
      finish()
      firstFile = file
      rows.update(from: row, count: width)
    }
    count &+= 1
  }

  /// The line of the row that is open.
  var line: Int { Int(truncatingIfNeeded: rows[count &* width &+ Slot.line]) }

  /// Says of which file the next rows are; a step that only the file's name tells ends here.
  func begin(file index: Int) {
    guard index != file, stepsOfFiles.indices.contains(index) else { return }
    if schema.step == nil {
      let step = stepsOfFiles[index].map { UInt64(bitPattern: Int64($0)) } ?? Slot.noStep
      if step == Slot.noStep || step != blank[Slot.step] {
        finish()
        portions.forget()
      }
      blank[Slot.step] = step
    }
    if count > 0 { fileStarts.append((count, index)) }
    file = index
  }

  /// Whether the rows before this one may be taken for a step, so that a log without steps is not
  /// one step of all its rows.
  private func endsPortion(_ row: UnsafePointer<UInt64>) -> Bool {
    guard let slot = portions.slot, row[slot] != (row - width)[slot],
      portions.holdsWholeGroups(words(slot, count))
    else { return false }
    notes.cutsSteps = true
    return true
  }

  private func words(_ slot: Int, _ used: Int) -> [UInt64] {
    (0..<used).map { rows[$0 &* width &+ slot] }
  }

  /// Ends a step that nothing ends, as far as its groups are whole: a log without steps that is
  /// being written.
  func finishWholeGroups() {
    guard count > 0, rows[Slot.step] == Slot.noStep, let slot = portions.slot else { return }
    let keys = words(slot, count)
    count = (keys.lastIndex { $0 != keys[keys.count - 1] } ?? -1) + 1
    finish()
  }

  /// Ends the step.
  func finish() {
    guard count > 0 else { return }
    let used = count
    count = 0
    defer { fileStarts.removeAll() }
    let step = Int64(bitPattern: rows[Slot.step])
    func words(_ slot: Int) -> [UInt64] { self.words(slot, used) }
    if notes.cutsSteps, let slot = portions.slot {
      notes.returnedGroups += portions.close(words(slot))
    }
    func doubles(_ slot: Int) -> [Double] {
      (0..<used).map { Double(bitPattern: rows[$0 &* width &+ slot]) }
    }
    func integers(_ slot: Int) -> [Int] {
      (0..<used).map { Int(bitPattern: UInt(rows[$0 &* width &+ slot])) }
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

  private func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * capacity * width)
    larger.update(from: rows, count: count * width)
    rows.deallocate()
    rows = larger
    capacity *= 2
  }
}
