import Foundation
import Testing

@testable import redit

/// The record beside an output: by it a file is known as the tool's own, and made again.
struct ManifestTests {
  private func manifest() -> Manifest {
    // A seed beyond what a double holds.
    var manifest = Manifest(
      arguments: ["exact", "--sigma", "0.1"], seed: .max, generator: "philox4x64")
    manifest.command = "redit exact --sigma 0.1"
    (manifest.file, manifest.option) = ("a.csv", "--out")
    manifest.inputs = ["data/p.csv": "0123456789abcdef"]
    manifest.outputs = ["a.csv": "fedcba9876543210", "a.svg": "0000000000000001"]
    return manifest
  }

  @Test func `what is written is read back`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.csv.meta.json").path
    #expect(Manifest.path(beside: scratch.folder.appending(path: "a.csv").path) == path)
    try manifest().encoded().write(to: URL(filePath: path))
    let read = try Manifest.read(path)
    #expect(read.tool == "redit" && read.version == Version.current)
    #expect(read.command == "redit exact --sigma 0.1" && read.subcommand == "exact")
    #expect(read.arguments == ["exact", "--sigma", "0.1"])
    #expect(read.seed == 18_446_744_073_709_551_615 && read.generator == "philox4x64")
    #expect(read.file == "a.csv" && read.option == "--out" && read.options == nil)
    #expect(read.inputs == manifest().inputs && read.outputs == manifest().outputs)
    #expect(try read.encoded() == manifest().encoded())
  }

  /// A record that is not of this very output would let somebody's file be replaced.
  @Test func `what is not the record of an output is refused`() throws {
    let damages: [(inout Manifest) -> Void] = [
      { $0.tool = "other" }, { $0.file = "" }, { $0.file = "../a.csv" }, { $0.file = "b.csv" },
      { $0.outputs = [:] },
    ]
    for damage in damages {
      let scratch = try Scratch()
      var manifest = self.manifest()
      damage(&manifest)
      let file = scratch.folder.appending(path: "a.csv.meta.json")
      try manifest.encoded().write(to: file)
      let error = #expect(throws: FileError.self) { try Manifest.read(file.path) }
      #expect(error?.description.contains("is not the .meta.json of an output") == true)
    }
  }

  @Test func `a file that is missing or no JSON is refused by its name`() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a.meta.json").path
    #expect(throws: FileError.self) { try Manifest.read(path) }
    try scratch.write("{\"tool\": ", to: "a.meta.json")
    let error = #expect(throws: FileError.self) { try Manifest.read(path) }
    #expect(
      error?.description.contains("a.meta.json is not a .meta.json of redit: not valid") == true)
  }
}
