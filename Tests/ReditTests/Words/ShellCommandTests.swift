import Foundation
import Testing

@testable import redit

/// A command in a sidecar or on a page is read back by a shell word by word.
struct ShellCommandTests {
  @Test func `a shell reads back what was typed`() throws {
    let words = [
      "redit", "", " ", "a b", "it's", "''", "\"$HOME\"", "$(date)", "`date`", "a\\b", "*", "~",
      "#",
      "a;b", "a&b", "a|b", "<x", ">x", "!x", "{a,b}", "[a]", "?", "é漢字", "tab\tnewline\nend",
      "--logits=-1,0.5", "p=0.3", "-", "--",
    ]
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "printf '%s\\0' " + ShellCommand.text(words)]
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let read = data.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(read.map { String(decoding: $0, as: UTF8.self) } == words)
  }

  @Test func `plain words have no quotes`() {
    #expect(
      ShellCommand.text(["redit", "sweep", "--sigma=0,0.05", "out/a-b_c.csv"])
        == "redit sweep --sigma=0,0.05 out/a-b_c.csv")
  }
}
