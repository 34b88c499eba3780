/// Makes the steps of a log of its files, as ``RolloutReader`` does of their bytes.
///
/// What goes over from one file to the next is made here: a step with rows in two files, portions of a log without
/// steps, a step that repeats the one before it.
public final class RolloutJoin {
  private let log: RolloutFiles
  private let reading = ReadingNotes()
  private let builder: StepBuilder
  private let slots: [Int]
  private var filter: StepFilter
  private var next = 0
  /// What was in the files, in their order.
  public private(set) var hashes: [HashedFile] = []

  /// The steps of a log, before its first file.
  public init(_ log: RolloutFiles) {
    self.log = log
    reading.sentences = log.sentences
    builder = StepBuilder(
      log.schema, stepsOfFiles: log.files.map { FileName($0).step }, notes: reading)
    slots = FileRows(log.schema).slots
    filter = StepFilter(log.schema, files: log.files, notes: reading)
  }

  /// What was passed over so far, in sentences.
  public var notes: [String] { reading.all }

  /// Takes in the next file.
  ///
  /// - Returns: the steps that end before or in it.
  /// - Throws: ``LogError`` for what is no file of this log, and for steps that the reader refuses.
  public func add(_ file: RolloutFile) throws(LogError) -> [RolloutStep] {
    guard next < log.files.count else { throw LogError(reason: "more files than the log has") }
    let (index, path) = (next, log.files[next])
    next += 1
    guard let hash = ContentHash(text: file.hash, count: file.bytes),
      let words = file.words(columns: slots.count)
    else { throw LogError(file: path, reason: "was read as a file of another log") }
    guard file.bytes == log.sizes[index] else {
      throw LogError(
        file: path,
        reason: "had \(file.bytes) bytes when its rows were read, and has \(log.sizes[index])")
    }
    hashes.append(HashedFile(path: path, hash: hash))
    guard !file.isEmpty else {
      if index > log.first { reading.emptyFile(path) }
      return []
    }
    note(file.notes, path)
    builder.begin(file: index)
    append(words, file.rows)
    return try steps()
  }

  /// Ends the log.
  ///
  /// - Returns: the steps that end with it.
  /// - Throws: ``LogError`` for steps that the reader refuses, and where there has been no row.
  public func finish() throws(LogError) -> [RolloutStep] {
    builder.finish()
    let steps = try steps()
    guard filter.hasRows else { throw StepFilter.noRows(log.files) }
    return steps
  }

  private func note(_ notes: RolloutFile.Notes, _ path: String) {
    if let line = notes.cut { reading.cut.append((path, line)) }
    reading.unevenLists += notes.unevenLists
    reading.variedTokens += notes.variedTokens
    for column in notes.textColumns { reading.text(in: column.name, file: path, line: column.line) }
  }

  /// Hands rows to the builder, those of one step at a time.
  private func append(_ words: [UInt64], _ count: Int) {
    let steps = slots.firstIndex(of: Slot.step).map { words[$0 * count..<($0 + 1) * count] }
    words.withUnsafeBytes { bytes in
      var start = 0
      while start < count {
        var end = count
        if let steps {
          let first = steps.startIndex
          let step = steps[first + start]
          end = start + 1
          while end < count, steps[first + end] == step { end += 1 }
        }
        let columns = slots.enumerated().filter { $0.element != Slot.step }.map { place, slot in
          (slot: slot, words: bytes.baseAddress! + 8 * (place * count + start))
        }
        builder.append(
          end - start, step: steps.map { $0[$0.startIndex + start] }, line: 0, columns)
        start = end
      }
    }
  }

  private func steps() throws(LogError) -> [RolloutStep] {
    var steps: [RolloutStep] = []
    for step in builder.ready where try filter.counts(step) { steps.append(step) }
    builder.ready = []
    return steps
  }
}
