/// What the name of a log tells.
struct FileName {
  /// Folders before it.
  let folders: [Substring]
  /// The name without `.gz`, `.zst` and its extension.
  let stem: Substring
  /// The extension in lower case, without the dot and without what packs it.
  let kind: String
  /// `gz`, `zst`, or nothing.
  let packing: String?

  init(_ path: String) {
    var folders = path.split(separator: "/")
    var name = folders.popLast() ?? ""
    self.folders = folders
    packing = ["gz", "zst"].first { name.hasSuffix(".\($0)") && name.count > $0.count + 1 }
    if let packing { name = name.dropLast(packing.count + 1) }
    if let dot = name.lastIndex(of: ".") {
      stem = Self.withoutDigest(name[..<dot])
      kind = name[name.index(after: dot)...].lowercased()
    } else {
      stem = name
      kind = ""
    }
  }

  /// A table of Weights & Biases, `completions_12_0a1b2c3d4e5f67890a1b.table`, without its digest.
  private static func withoutDigest(_ stem: Substring) -> Substring {
    guard stem.hasSuffix(".table"), let bar = stem.lastIndex(of: "_"),
      stem[bar...].count >= 16 + ".table".count
    else { return stem }
    return stem[..<bar]
  }

  /// The last number in the name.
  var number: Int? {
    guard let last = stem.lastIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
    let digits = stem[...last].reversed().prefix { $0.isASCII && $0.isNumber }
    return Int(String(digits.reversed()))
  }

  /// The step in the name, `..._step7`, in the folders, `step_7/` or `iteration_000007/`, or the
  /// name itself, `7`.
  var step: Int? {
    let isNumber = stem.allSatisfy { $0.isASCII && $0.isNumber }
    let own = Self.isStep(stem) ? number : nil
    return isNumber ? stepOfFolders ?? own : own ?? stepOfFolders
  }

  /// The step in the names of the folders.
  var stepOfFolders: Int? {
    places.indices.reversed().first { places[$0] == "#" }
      .flatMap { FileName("\(folders[$0]).x").number }
  }

  /// The folders, those of a step as `#`: `step_7`, and `7` if it holds the file itself.
  private var places: [String] {
    folders.enumerated().map { index, folder in
      let isNumber = folder.allSatisfy { $0.isASCII && $0.isNumber }
      return Self.isStep(folder) && (!isNumber || index == folders.count - 1) ? "#" : String(folder)
    }
  }

  /// Whether a name is a number, or a word for a step with its number.
  static func isStep(_ name: Substring) -> Bool {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0 else { return false }
    let words = name.dropLast(digits).lowercased()
    return ["", "step", "iter", "iteration", "completions"].contains { word in
      ["", "_", "-", "=", "."].contains { separator in
        let ending = word + separator
        return words == ending || (!word.isEmpty && words.hasSuffix(ending))
      }
    }
  }

  /// The path with every step replaced by `#`: equal for the files of one run.
  var family: String {
    var name = ""
    for character in stem {
      let isDigit = character.isASCII && character.isNumber
      if !isDigit { name.append(character) } else if name.last != "#" { name.append("#") }
    }
    return (places + ["\(name).\(kind)"]).joined(separator: "/")
  }

  /// Whether one text comes before another, digits compared as numbers: `step_9` before `step_10`.
  static func precedes(_ one: String, _ other: String) -> Bool {
    var a = one.utf8[...]
    var b = other.utf8[...]
    func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    while let first = a.first, let second = b.first {
      if isDigit(first), isDigit(second) {
        let mine = a.prefix(while: isDigit).drop { $0 == 48 }
        let theirs = b.prefix(while: isDigit).drop { $0 == 48 }
        if mine.count != theirs.count { return mine.count < theirs.count }
        if !mine.elementsEqual(theirs) { return mine.lexicographicallyPrecedes(theirs) }
        a = a.drop(while: isDigit)
        b = b.drop(while: isDigit)
      } else {
        if first != second { return first < second }
        a = a.dropFirst()
        b = b.dropFirst()
      }
    }
    return a.isEmpty ? !b.isEmpty || one < other : false
  }
}
