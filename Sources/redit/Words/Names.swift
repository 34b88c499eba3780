/// Names on the command line: in any case, with a suggestion where one is wrong.
enum Names {
  /// The known name that is meant, which differs by case at most.
  static func one(_ name: String, among known: [String], option: String) throws -> String {
    if let found = match(name, among: known) { return found }
    let guess = suggestion(for: name, among: known)
    throw UsageError(
      "\(option): unknown '\(name.excerpt)'\(guess.isEmpty ? ";" : guess) known: "
        + known.joined(separator: ", "))
  }

  /// The same name but for its case; nil for none.
  static func match(_ name: String, among known: [String]) -> String? {
    known.contains(name) ? name : known.first { $0.lowercased() == name.lowercased() }
  }

  /// `, did you mean trl?`, or nothing where no name is near.
  static func suggestion(for name: String, among known: [String]) -> String {
    nearest(to: name, among: known).map { ", did you mean \($0)?" } ?? ""
  }

  /// The known word with the fewest changes, if that is at most a third of its letters; a word that
  /// begins like it, if it has three letters or more, comes next.
  static func nearest(to name: String, among known: [String]) -> String? {
    let word = Array(name.lowercased())
    // Distances take the product of both lengths; nothing that long is a name.
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let scored = known.map { ($0, distance(word, Array($0.lowercased()))) }
    if let best = scored.min(by: { $0.1 < $1.1 }),
      best.1 <= max(1, min(word.count, best.0.count) / 3)
    {
      return best.0
    }
    let starting = known.filter { $0.lowercased().hasPrefix(name.lowercased()) }
    return word.count >= 3 && starting.count == 1 ? starting[0] : nil
  }

  /// Letters to insert, remove, replace or exchange with their neighbour (optimal string alignment).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        var best = min(row[j - 1] + 1, rows[i - 1][j] + 1)
        best = min(best, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

extension String {
  /// What an error repeats of a value: its beginning, in one line.
  var excerpt: String {
    let line = prefix(200).description.inOneLine
    return count <= 60 ? line : line.shortened(to: 60) + " (\(count) characters)"
  }
}
