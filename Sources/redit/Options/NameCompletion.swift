import ArgumentParser

/// What a shell offers where a list of names is typed.
enum NameCompletion {
  /// The names that may come next, each behind what stands before it: `dr-grpo` after `trl,` is `trl,dr-grpo`. A name
  /// of the list is not offered again.
  ///
  /// - Parameter word: what is typed, to the cursor; the shell keeps what begins like it.
  static func words(_ names: [String], after word: String, separator: Character = ",") -> [String] {
    let kept = word.lastIndex(of: separator).map { word[...$0] } ?? ""
    let listed = kept.lowercased().split(separator: separator)
    return names.filter { name in !listed.contains { $0 == name.lowercased() } }.map { kept + $0 }
  }
}

extension CompletionKind {
  /// Names of a list, one after each separator; `list` is for options that take one name.
  static func names(_ names: [String], separator: Character = ",") -> CompletionKind {
    custom { _, _, word in NameCompletion.words(names, after: word, separator: separator) }
  }
}
