import Foundation
import Testing

/// Every `redit` command that the README shows runs, in the order in which it stands there.
struct ReadmeTests {
  @Test func `the commands of the README run`() throws {
    let scratch = try Scratch()
    let data = Tool.packageRoot.appending(path: "data")
    let files = FileManager.default
    try files.createSymbolicLink(
      at: scratch.folder.appending(path: "data"), withDestinationURL: data)
    try files.createDirectory(
      at: scratch.folder.appending(path: "out"), withIntermediateDirectories: false)
    let readme = try String(
      contentsOf: Tool.packageRoot.appending(path: "README.md"), encoding: .utf8)
    let prefix = ".build/release/redit "
    let commands = readme.split(separator: "\n").filter { $0.hasPrefix(prefix) }
    #expect(commands.count >= 8)
    for command in commands {
      let arguments = command.dropFirst(prefix.count).split(separator: " ").map(String.init)
      let result = try Tool.run(arguments, in: scratch.folder)
      #expect(result.status == 0, "\(command): \(result.errors)")
    }
    let written = try files.contentsOfDirectory(
      atPath: scratch.folder.appending(path: "out").path)
    #expect(written.contains("five.csv") && written.contains("five.svg"))
    #expect(written.contains("snr.png"))
  }
}
