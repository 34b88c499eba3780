/// Why exact fields of a row are empty, and what its simulated errors do not tell, a phrase each: what its
/// column `note` says.
enum RowNotes {
  /// Of a prompt or a set: the reasons of its laws, those that its quantities add, those of its simulation,
  /// each once.
  ///
  /// - Parameters:
  ///   - laws: the notes of the law of so many prompts.
  ///   - simulated: by prompt; empty without a simulation.
  static func row(
    _ laws: [(notes: [String], prompts: Int)], _ total: ExactTotal, _ simulated: [PromptMoments]
  ) -> [String] {
    // Most have nothing to say.
    if simulated.isEmpty, total.notes.isEmpty, laws.allSatisfy({ $0.notes.isEmpty }) { return [] }
    var known: Set<String> = []
    return [counted(laws), total.notes, of(simulated)].flatMap { $0 }
      .filter { known.insert($0).inserted }
  }

  /// The same of one prompt.
  static func row(
    _ law: [String], _ total: ExactTotal, _ simulated: PromptMoments?
  ) -> [String] {
    // Before arrays of one element each: most have nothing to say.
    if simulated == nil, law.isEmpty, total.notes.isEmpty { return [] }
    return row([(law, 1)], total, simulated.map { [$0] } ?? [])
  }

  private static func of(_ parts: [PromptMoments]) -> [String] {
    guard !parts.isEmpty else { return [] }
    let total = parts.total
    let isLost = total.norm > 0 && total.isLost && total.normError.isFinite
    return counted(parts.map { ($0.judged.notes, 1) })
      + (isLost ? ["the simulated gradient is lost in its noise: no error of the cosine"] : [])
  }

  /// Each note once, with how many prompts have it where not all do.
  private static func counted(_ parts: [(notes: [String], prompts: Int)]) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for part in parts {
      for note in part.notes {
        if counts[note] == nil { order.append(note) }
        counts[note, default: 0] += part.prompts
      }
    }
    let all = parts.reduce(0) { $0 + $1.prompts }
    return order.map { note in
      counts[note] == all ? note : "\(note) (\(counts[note]!) of \(all) prompts)"
    }
  }
}
