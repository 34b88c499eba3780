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

  /// At most 24 names, separated by commas.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(24).map(shown).joined(separator: ", ")
    return names.count > 24 ? "\(shown) and \(names.count - 24) more" : shown
  }
}
