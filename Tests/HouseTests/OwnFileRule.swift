/// A type that three other files or more use stands in a file of its name, where a reader looks for it.
///
/// A file uses a type where it names it, outside comments. Extensions that add to the type may stand in
/// `Type+Topic.swift` or beside what they need.
struct OwnFileRule {
  /// So many other files may use a type that stands under another name.
  static let mostUsers = 2

  /// The types that break the rule, each with its file and the number of files that use it.
  let violations: [(type: String, path: String, users: Int)]

  /// - Parameter files: paths that begin with `Sources/`, with their texts.
  init(_ files: [(path: String, text: String)]) {
    let texts = files.map { (path: $0.path, text: withoutComments($0.text)) }
    var users: [Substring: Int] = [:]
    for file in texts {
      for word in CircleRule.words(in: file.text) { users[word, default: 0] += 1 }
    }
    violations = texts.flatMap { file in
      let name = file.path.split(separator: "/").last!.dropLast(".swift".count)
      return CircleRule.declarations(in: file.text).compactMap { type in
        // The file itself names the type, too.
        let others = users[type, default: 1] - 1
        return type == name || others <= Self.mostUsers
          ? nil : (type: String(type), path: file.path, users: others)
      }
    }
  }
}
