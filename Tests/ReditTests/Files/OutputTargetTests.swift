import Foundation
import Testing

@testable import redit

/// Where a path leads: a device taken for a file would be replaced, a file taken for a stream lost.
struct OutputTargetTests {
  private func target(_ path: String) throws -> OutputTarget {
    try OutputTarget(path, option: "--out")
  }

  @Test func `open files of the process are written to`() throws {
    #expect(try target("-") == .descriptor(1) && target("/dev/stdout") == .descriptor(1))
    #expect(try target("/dev/stderr") == .descriptor(2) && target("/dev/fd/2") == .descriptor(2))
    #expect(try target("/dev/null") == .stream("/dev/null"))
  }

  @Test func `files are replaced under the name that a link leads to`() throws {
    let scratch = try Scratch()
    let root = scratch.folder.resolvingSymlinksInPath().path
    try scratch.write("x", to: "real.csv")
    symlink("real.csv", root + "/link.csv")
    symlink("link.csv", root + "/second.csv")
    symlink("new.csv", root + "/open.csv")
    mkfifo(root + "/pipe", 0o600)
    for name in ["real.csv", "link.csv", "second.csv"] {
      #expect(try target(root + "/" + name) == .file(root + "/real.csv"), "\(name)")
    }
    #expect(try target(root + "/open.csv") == .file(root + "/new.csv"))
    #expect(try target(root + "/none.csv") == .file(root + "/none.csv"))
    #expect(try target(root + "/pipe") == .stream(root + "/pipe"))
    // Two spellings of one file yet to be made are one; streams are none.
    let spelled = try target(root + "/../" + scratch.folder.lastPathComponent + "/none.csv")
    #expect(try spelled.identity == target(root + "/none.csv").identity)
    #expect(try spelled.identity == root + "/none.csv" && target("/dev/null").identity == nil)
  }

  @Test func `what cannot be written is refused by the option`() throws {
    let scratch = try Scratch()
    let root = scratch.folder.path
    symlink("loop", root + "/loop")
    #expect(throws: UsageError.self) { try target("") }
    for (path, reason) in [
      (root, "is a folder"), (root + "/none/a.csv", "no folder \(root)/none"),
      (root + "/none/", "no folder"), (root + "/loop", "cannot write"),
      ("~/none/a.csv", "a shell replaces ~"),
    ] {
      let error = #expect(throws: FileError.self) { try target(path) }
      let text = error?.description ?? ""
      #expect(text.hasPrefix("--out: ") && text.contains(reason), "\(path): \(text)")
    }
  }

  @Test(arguments: [
    ("a/b/c", "a/b", "c"), ("c", ".", "c"), ("/c", "/", "c"), ("a/", "a", ""), ("/a/b", "/a", "b"),
  ])
  func `a path is a folder and a name`(path: String, folder: String, name: String) {
    #expect(OutputTarget.folder(of: path) == folder && OutputTarget.name(of: path) == name)
  }
}
