import Foundation
import Testing

/// Every command that a Markdown file of the project shows is one that works.
///
/// The lessons `notebooks-md/NN-*.md` are not here: `make notebooks` runs all of their commands.
struct MarkdownTests {
  @Test(arguments: Self.files)
  func `the commands of a Markdown file run, in their order`(_ path: String) throws {
    let rule = try CommandRule()
    let folder = try Checkout()
    let text = try String(contentsOf: Tool.packageRoot.appending(path: path), encoding: .utf8)
    for command in ShownCommand.all(in: text) {
      let complaint = try rule.complaint(about: command, in: folder.url)
      #expect(complaint == nil, "\(path):\(command.line): \(command.text)")
    }
    for mention in ShownCommand.mentions(in: text) {
      let complaint = try rule.complaint(aboutMention: mention)
      #expect(complaint == nil, "\(path):\(mention.line): \(mention.text)")
    }
  }

  @Test func `the README shows how to sweep and to plot`() throws {
    let text = try String(
      contentsOf: Tool.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let redit = ShownCommand.all(in: text).filter { $0.program == "redit" }
    #expect(redit.count >= 8)
    #expect(Self.files.contains("README.md") && Self.files.contains("data/README.md"))
  }

  /// Three lines of the audit of the log that comes with the project.
  @Test func `what the README shows of an audit is what it prints`() throws {
    let text = try String(
      contentsOf: Tool.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let shown = try #require(MarkdownBlock.all(in: text).first { $0.language == "text" })
    let printed = try Tool.run(["audit", "data/logs/trl.jsonl"]).output.split(separator: "\n").map(
      String.init)
    let lines = shown.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    for line in lines { #expect(printed.contains(line), "\(line)") }
  }

  @Test func `commands are read from fences and indented lines, with continuations and comments`() {
    let text = """
      ```console
      make verify    # everything
      # a comment
      .build/release/redit sweep \\
        --sigma 0 > out/a.csv
      ```
      ```swift
      let make = 1
      ```
          make test      # too
          let code = 1
      """
    let found = ShownCommand.all(in: text)
    #expect(
      found.map(\.text) == [
        "make verify", ".build/release/redit sweep --sigma 0 > out/a.csv", "make test",
      ])
    #expect(found.map(\.line) == [2, 4, 10])
    #expect(found.map(\.program) == ["make", "redit", "make"])
    #expect(ShownCommand.mentions(in: "see `redit help sweep`").map(\.text) == ["redit help sweep"])
  }

  @Test(arguments: [
    "make nothing", "redit sweep --sigma -1", "redit nothing", "python3 data/nothing.py",
    "curl example.org", "redit claims | false", "make verify nothing OUT=\"a b\"",
    ".ci/nothing now",
  ])
  func `a shown command that does not work is refused`(_ text: String) throws {
    let folder = try Checkout()
    let command = ShownCommand(line: 1, text: text)
    #expect(try CommandRule().complaint(about: command, in: folder.url) != nil)
  }

  @Test(arguments: [
    "make verify OUT=\"a b\" test", "redit claims | head -1", ".ci/run --all",
    "python3 data/reference/kappa.py",
  ])
  func `a shown command that works is accepted`(_ text: String) throws {
    let folder = try Checkout()
    let command = ShownCommand(line: 1, text: text)
    #expect(try CommandRule().complaint(about: command, in: folder.url) == nil)
  }

  @Test(arguments: ["redit nothing", "redit verify --nothing"])
  func `a mentioned command that does not exist is refused`(_ text: String) throws {
    #expect(try CommandRule().complaint(aboutMention: ShownCommand(line: 1, text: text)) != nil)
  }

  /// Paths of the project's Markdown files, without the lessons.
  static let files: [String] = {
    let root = Tool.packageRoot.path + "/"
    let skipped: Set = ["out", "notebooks-student"]
    let walk = FileManager.default.enumerator(
      at: Tool.packageRoot, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    var found: [String] = []
    while let url = walk?.nextObject() as? URL {
      if skipped.contains(url.lastPathComponent) { walk?.skipDescendants() }
      let path = String(url.path.trimmingPrefix(root))
      if path.hasSuffix(".md"), path.firstMatch(of: #/notebooks-md\/\d\d-/#) == nil {
        found.append(path)
      }
    }
    return found.sorted()
  }()
}

/// A folder that looks like the built project to a command, and takes what the command writes.
private final class Checkout {
  private let scratch: Scratch

  var url: URL { scratch.folder }

  init() throws {
    scratch = try Scratch()
    let files = FileManager.default
    for name in ["data", "notebooks-md"] {
      try files.createSymbolicLink(
        at: url.appending(path: name), withDestinationURL: Tool.packageRoot.appending(path: name))
    }
    for name in ["out", ".build"] {
      try files.createDirectory(at: url.appending(path: name), withIntermediateDirectories: false)
    }
    try files.createSymbolicLink(
      at: url.appending(path: ".build/release"),
      withDestinationURL: Tool.executable.deletingLastPathComponent())
  }
}
