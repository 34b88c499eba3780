import Foundation
import Testing

@testable import redit

struct ProgressLineTests {
  /// What the Python module makes a bar of; without the variable a pipe gets none.
  @Test func `a program that asks for lines gets the share done`() throws {
    let work = "redit calibrate --claim SilentGroups --seeds 200 --groups 1000 >/dev/null"
    let asked = try Tool.shell("export REDIT_PROGRESS=lines; \(work)", in: Tool.packageRoot)
    let lines = asked.errors.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 2)
      let share = words.count == 3 ? Double(words[1]) : nil
      #expect(words.first == "redit-progress" && share.map { 0 < $0 && $0 <= 1 } == true, "\(line)")
    }
    #expect(try Tool.shell(work, in: Tool.packageRoot).errors.isEmpty)
  }
}
