import Foundation
import Testing

/// Every number of the page and every control, in a browser: `Tests/Explore`, which Python runs.
struct ExploreBrowserTests {
  @Test(.enabled(if: Chromium.executable != nil, "no Chromium"))
  func `the page says what redit exact says`() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-B", "-m", "unittest", "discover", "-s", "Tests/Explore"]
    process.currentDirectoryURL = Tool.packageRoot
    process.environment = ProcessInfo.processInfo.environment
      .merging(["REDIT": Tool.executable.path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    // A suite that found nothing would pass, too.
    #expect(!text.contains("skipped") && text.contains(#/Ran \d+ tests/#), "\(text)")
  }
}
