/// Why exact fields of a row are empty, a phrase each: what its column `note` says of them.
enum RowNotes {
  /// Of a prompt or a set: the reasons of its laws, each once, with how many prompts have it where not
  /// all do, and those that its quantities add.
  static func exact(_ laws: [ExactMoments], _ total: ExactTotal) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for note in laws.flatMap(\.notes) {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
    return order.map { note in
      counts[note] == laws.count ? note : "\(note) (\(counts[note]!) of \(laws.count) prompts)"
    } + total.notes
  }
}
