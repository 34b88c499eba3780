import Foundation
import GRPO
import GSL
import Testing

@testable import Analysis

/// The search finds planted false properties, and what it shrinks them to is as small as can be.
struct ShrinkerTests {
  /// False: the paper's unbiasedness, said of standardized advantages.
  private static let standardizedUnbiased = Property(
    domain: Domain(kinds: [.standardized])
  ) { problem in
    let (dithered, plain) = try (problem.moments(), problem.with { $0.sigma = 0 }.moments())
    return Compare.equal(
      "E g", dithered.gradient, plain.gradient, scale: plain.second.squareRoot(), tolerance: 1e-3)
  }

  @Test func `a planted false property shrinks to two arms, two completions, round numbers`() throws
  {
    let property = Self.standardizedUnbiased
    let failing = try #require(property.search(200, seed: 1).failing)
    let small = property.smallest(failing)
    #expect(try property.failure(small) != nil)
    #expect(small.shape == nil && small.logits == [0, 0])
    #expect(small.rewards.sorted() == [0, 1])
    #expect(small.groupSize == 2 && small.stabilizer == 0 && small.ddof == 0)
    #expect(small.family == .gaussian && small.sigma == 1)
  }

  /// Fails from five completions and three levels on, and below sigma .2 only.
  @Test func `shrinking stops where the property begins to hold`() throws {
    let property = Property(domain: Domain(kinds: [.mean, .leaveOneOut])) { problem in
      problem.groupSize >= 5 && problem.levels.count >= 3 && problem.sigma < 0.2 ? "planted" : nil
    }
    let failing = try #require(property.search(200, seed: 2).failing)
    let small = property.smallest(failing)
    #expect(small.groupSize == 5 && small.logits == [0, 0, 0] && small.levels.count == 3)
    #expect(small.sigma < 0.2)
    #expect(
      small.simplifications.allSatisfy {
        (try? property.failure($0)) == .some(nil) || !property.domain.contains($0)
      })
  }

  @Test func `the report holds the failing problem and the shrunk one, as commands`() throws {
    let property = Self.standardizedUnbiased
    let failing = try #require(property.search(200, seed: 3).failing)
    let report = property.report(failing)
    let commands = report.split(separator: "\n").filter { $0.hasPrefix("  redit exact ") }
    #expect(commands.count == 2 && commands[0].dropFirst(2) == failing.command)
    #expect(
      commands[1]
        == "  redit exact --logits 0,0 --rewards \(property.smallest(failing).rewards[0] == 0 ? "0,1" : "1,0") --group-size 2 --sigma 1 --advantage standardized --noise gaussian --ddof 0 --stabilizer 0"
    )
  }

  @Test func `a true property is not reported, a throwing one is`() {
    let holds = Property(domain: Domain()) { _ in nil }
    #expect(holds.search(50, seed: 4).failing == nil)
    let throwing = Property(domain: Domain()) { _ in throw AnalysisError("planted") }
    #expect(throwing.search(1, seed: 4).failing != nil)
    let unknown = Property(domain: Domain()) { _ in throw Property.NotKnown() }
    #expect(unknown.search(50, seed: 4).unknown == 50)
  }

  @Test func `random problems fill their domain`() {
    var random = RandomStream(seed: 6)
    let problems = (0..<2000).map { _ in Domain().draw(using: &random) }
    #expect(Set(problems).count == problems.count)
    #expect(Set(problems.map(\.kind)).count == Domain().kinds.count)
    #expect(Set(problems.map(\.levels.count)) == [2, 3, 4, 5])
    #expect(Set(problems.map(\.family)).count == 4)
    #expect(problems.contains { $0.groupSize > 40 } && problems.contains { $0.groupSize == 2 })
    #expect(problems.contains { $0.shape != nil } && problems.contains { $0.logits.count == 6 })
    let sigmas = problems.map(\.sigma)
    #expect(sigmas.max()! / sigmas.min()! > 1e6)
  }

  static let tool = Bundle.main.executableURL!.deletingLastPathComponent().appending(path: "redit")

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: tool.path), "redit is not built here"))
  func `the command of a problem shows its moments to the last digit`() throws {
    var random = RandomStream(seed: 7)
    for _ in 0..<20 {
      let problem = Domain().draw(using: &random)
      let process = Process()
      let output = Pipe()
      process.executableURL = Self.tool
      process.arguments = problem.arguments + ["--format", "csv"]
      process.standardOutput = output
      try process.run()
      let text = String(
        decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "\(problem)")
      let cells = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let column = try #require(cells[0].firstIndex(of: "second_moment_exact"))
      let law = try ExactLaw.moments(ProblemSet([problem.problem]), setting: problem.setting)
      #expect(cells[2][column] == law.secondMoment.map { "\($0)" } ?? "", "\(problem)")
    }
  }
}
