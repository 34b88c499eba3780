/// Folders inside a module go one way, and files in no circle of more than three, by the types that they
/// declare and use.
///
/// A file declares its top-level types that are not private, and uses the name of a type wherever it
/// stands, in strings and extensions too.
struct CircleRule {
  /// Files of one circle at most.
  static let longestCircle = 3

  /// For each file the files of its module whose types it uses; both by path.
  private var uses: [String: Set<String>] = [:]

  /// - Parameter files: paths that begin with `Sources/MODULE/`.
  init(_ files: [(path: String, text: String)]) {
    let texts = files.map { (path: $0.path, text: withoutComments($0.text)) }
    var owners: [Substring: [String]] = [:]
    for file in texts {
      for name in Self.declarations(in: file.text) { owners[name, default: []].append(file.path) }
    }
    for file in texts {
      for name in Self.words(in: file.text) {
        // A name that two files declare tells nothing.
        guard let found = owners[name], Set(found).count == 1, found[0] != file.path,
          Self.module(found[0]) == Self.module(file.path)
        else { continue }
        uses[file.path, default: []].insert(found[0])
      }
    }
  }

  /// Circles of folders, and circles of files that are too long, each as its sorted members.
  var violations: [[String]] {
    var folders: [String: Set<String>] = [:]
    for (path, others) in uses {
      for other in others where Self.folder(other) != Self.folder(path) {
        folders[Self.folder(path), default: []].insert(Self.folder(other))
      }
    }
    return Self.circles(in: folders)
      + Self.circles(in: uses).filter { $0.count > Self.longestCircle }
  }

  private static func module(_ path: String) -> Substring { path.split(separator: "/")[1] }

  private static func folder(_ path: String) -> String {
    path.split(separator: "/").dropFirst().dropLast().joined(separator: "/")
  }

  private static let modifiers: Set<Substring> = ["public", "package", "final", "indirect"]
  private static let kinds: Set<Substring> = [
    "struct", "enum", "class", "protocol", "actor", "typealias",
  ]

  /// Names of the top-level types of a text that other files can see.
  static func declarations(in text: String) -> [Substring] {
    text.split(separator: "\n").compactMap { line in
      guard line.first?.isLetter == true else { return nil }
      let words = line.split(separator: " ").drop { modifiers.contains($0) }
      guard let kind = words.first, kinds.contains(kind) else { return nil }
      return words.dropFirst().first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }

  /// The words of a text, each once.
  static func words(in text: String) -> Set<Substring> {
    Set(
      text.utf8.split { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          false
        default: true
        }
      }.map { Substring($0) })
  }

  /// The strongly connected parts of more than one node, sorted.
  static func circles(in graph: [String: Set<String>]) -> [[String]] {
    var search = CircleSearch(graph: graph)
    for node in graph.keys.sorted() { search.visit(node) }
    return search.circles.sorted { $0[0] < $1[0] }
  }
}

/// Tarjan's search for strongly connected parts.
private struct CircleSearch {
  let graph: [String: Set<String>]
  private(set) var circles: [[String]] = []
  private var number: [String: Int] = [:]
  private var lowest: [String: Int] = [:]
  private var path: [String] = []
  private var isOnPath: Set<String> = []

  init(graph: [String: Set<String>]) { self.graph = graph }

  mutating func visit(_ node: String) {
    guard number[node] == nil else { return }
    number[node] = number.count
    lowest[node] = number[node]
    path.append(node)
    isOnPath.insert(node)
    for next in (graph[node] ?? []).sorted() {
      visit(next)
      if isOnPath.contains(next) { lowest[node] = min(lowest[node]!, lowest[next]!) }
    }
    guard lowest[node] == number[node] else { return }
    let part = path[path.lastIndex(of: node)!...]
    if part.count > 1 { circles.append(part.sorted()) }
    isOnPath.subtract(part)
    path.removeLast(part.count)
  }
}
