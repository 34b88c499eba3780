/// Words for people.
enum Words {
  /// A name of somebody else's, fit to be printed: at most 40 characters, none of them a control
  /// character.
  static func shown(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars.prefix(40) {
      text.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
    }
    return name.unicodeScalars.count > 40 ? text + "..." : text
  }

  /// The name that is meant by a misspelt one: the nearest by letters put in, left out or replaced
  /// (Levenshtein), if a third of them or fewer is wrong.
  static func nearest(_ name: String, _ names: [String]) -> String? {
    let mine = Array(name.lowercased().utf8)
    let found = names.map { (name: $0, distance: distance(mine, Array($0.lowercased().utf8))) }
      .min { $0.distance < $1.distance }
    return found.flatMap { 3 * $0.distance <= max(mine.count, 3) ? $0.name : nil }
  }

  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (i, mine) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, theirs) in other.enumerated() {
        let replaced = diagonal + (mine == theirs ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }

  /// At most 24 names, separated by commas.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(24).map(shown).joined(separator: ", ")
    return names.count > 24 ? "\(shown) and \(names.count - 24) more" : shown
  }
}
