/// What becomes of the steps of a log when they are complete: handed on, dropped or refused.
struct StepFilter {
  private let schema: RolloutSchema
  private let files: [String]
  private let notes: ReadingNotes
  private var previous: RolloutStep?
  /// Whether there has been a step.
  private(set) var hasRows = false

  init(_ schema: RolloutSchema, files: [String], notes: ReadingNotes) {
    self.schema = schema
    self.files = files
    self.notes = notes
  }

  /// Whether a step counts; steps must come in their order. One whose texts and rewards are those of the
  /// step before it is dropped, if it has 8 different completions or more.
  ///
  /// - Throws: ``LogError`` for what leaves rows out.
  mutating func counts(_ step: RolloutStep) throws(LogError) -> Bool {
    hasRows = true
    try check(step)
    if let previous, step.repeats(previous) {
      // A policy that has collapsed says the same again by itself: eight texts in one order do
      // not come back by chance.
      if Set(step.completions ?? []).count >= 8 {
        notes.repeatedSteps += 1
        return false
      }
      notes.equalSteps += 1
    }
    previous = step
    return true
  }

  /// What is said of a log in which there has been no step.
  static func noRows(_ files: [String]) -> LogError {
    LogError(file: files[0], reason: "holds no rows")
  }

  /// Refuses what a table of Weights & Biases leaves out.
  private func check(_ step: RolloutStep) throws(LogError) {
    guard schema.format == .wandb, let prompts = step.prompts else { return }
    if step.count > 1, Set(prompts).count == step.count {
      throw LogError(
        file: files[step.file], line: step.lines[0],
        reason: "one row a prompt, as log_unique_prompts leaves them: the groups are not logged")
    }
    let note = "a table of wandb holds at most 10,000 rows: this one is cut"
    if step.lines.last == 10_000, !notes.sentences.contains(note) {
      notes.sentences.append(note)
    }
  }
}
