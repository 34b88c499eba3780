/// Why exact fields of a row are empty, and what its simulated errors do not tell, a phrase each: what its
/// column `note` says.
enum RowNotes {
  /// Of a prompt or a set: the reasons of its laws, those that its quantities add, those of its simulation,
  /// each once.
  ///
  /// - Parameters:
  ///   - laws: the notes of each prompt's law.
  ///   - simulated: by prompt; empty without a simulation.
  static func row(
    _ laws: [[String]], _ total: ExactTotal, _ simulated: [PromptMoments]
  ) -> [String] {
    var known: Set<String> = []
    return [counted(laws), total.notes, of(simulated)].flatMap { $0 }
      .filter { known.insert($0).inserted }
  }

  private static func of(_ parts: [PromptMoments]) -> [String] {
    guard !parts.isEmpty else { return [] }
    let total = parts.total
    let isLost = total.norm > 0 && total.isLost && total.normError.isFinite
    return counted(parts.map(\.notes))
      + (isLost ? ["the simulated gradient is lost in its noise: no error of the cosine"] : [])
  }

  /// Each note once, with how many prompts have it where not all do.
  private static func counted(_ prompts: [[String]]) -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for note in prompts.joined() {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
    return order.map { note in
      counts[note] == prompts.count
        ? note : "\(note) (\(counts[note]!) of \(prompts.count) prompts)"
    }
  }
}
