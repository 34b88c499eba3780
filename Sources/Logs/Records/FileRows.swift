/// The rows of one file, slot by slot, in the order in which they stand there.
struct FileRows {
  /// What the rows of a log have.
  let slots: [Int]
  private(set) var count = 0
  /// A list for each slot.
  private(set) var words: [[UInt64]]

  init(_ schema: RolloutSchema) {
    let roles = [
      (schema.step != nil, Slot.step), (schema.group != nil, Slot.group),
      (schema.sample != nil || schema.splitsKey, Slot.sample), (schema.prompt != nil, Slot.prompt),
      (schema.completion != nil, Slot.completion), (schema.completion != nil, Slot.length),
      (schema.advantage != nil, Slot.advantage),
    ]
    slots =
      [Slot.line] + roles.filter(\.0).map(\.1)
      + schema.columns.indices.map { Slot.columns + $0 }
    words = slots.map { _ in [] }
  }

  /// Appends the rows of a step.
  mutating func append(_ step: RolloutStep) {
    count += step.count
    for (place, slot) in slots.enumerated() {
      switch slot {
      case Slot.line: append(step.lines, place)
      case Slot.step:
        let number = step.step.map { UInt64(bitPattern: Int64($0)) } ?? Slot.noStep
        words[place].append(contentsOf: repeatElement(number, count: step.count))
      case Slot.group: words[place] += step.groups ?? []
      case Slot.sample: words[place] += step.samples ?? []
      case Slot.prompt: words[place] += step.prompts ?? []
      case Slot.completion: words[place] += step.completions ?? []
      case Slot.length: append(step.lengths ?? [], place)
      case Slot.advantage: append(step.advantages ?? [], place)
      default: append(step.columns[slot - Slot.columns], place)
      }
    }
  }

  private mutating func append(_ values: [Int], _ place: Int) {
    words[place].append(contentsOf: values.lazy.map { UInt64(bitPattern: Int64($0)) })
  }

  private mutating func append(_ values: [Double], _ place: Int) {
    words[place].append(contentsOf: values.lazy.map(\.bitPattern))
  }
}
