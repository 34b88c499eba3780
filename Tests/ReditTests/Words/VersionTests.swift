import Foundation
import Platform
import Testing

@testable import redit

struct VersionTests {
  @Test func `the first line is the version, the others name what numbers depend on`() throws {
    let lines = try Tool.run(["--version"]).output.split(separator: "\n")
    #expect(lines.first.map(String.init) == "redit \(Version.current)")
    #expect(
      lines.dropFirst().compactMap { $0.split(separator: " ").first } == [
        "commit", "GSL", "processor", "arithmetic",
      ])
    #expect(lines[2].contains(#/^GSL +\d+\.\d+/#))
    #expect(lines[3].contains(#/(x86_64|aarch64), code for/#))
    #expect(lines[4] == "arithmetic \(Arithmetic.fingerprint)")
  }

  /// The library's functions for processors without fused multiply-add have other last bits.
  @Test(.enabled(if: VersionTests.hasVariants))
  func `the arithmetic is another with other elementary functions`() throws {
    let scratch = try Scratch()
    let told = try Tool.shell(
      "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2 redit --version", in: scratch.folder)
    #expect(told.status == 0 && told.output.contains(#/\narithmetic [0-9a-f]{16}\n/#))
    #expect(!told.output.contains(Arithmetic.fingerprint))
  }

  /// Whether this is a system whose library chooses functions by the processor, on one with the choice.
  private static var hasVariants: Bool {
    #if canImport(Glibc) && arch(x86_64)
      (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains(" fma ") == true
    #else
      false
    #endif
  }
}
