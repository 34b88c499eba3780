import Analysis
import Foundation
import GRPO
import Policies
import Testing

@testable import redit

/// Exact rows written as they are made are the bytes of the table written at once.
struct ExactStreamTests {
  private static func prompts(_ count: Int) throws -> [Prompt] {
    try (0..<count).map {
      try Prompt.withPassRate(name: "q,\($0)", passRate: Double($0 % 9 + 1) / 10)
    }
  }

  private static func sweeps(_ prompts: [Prompt]) throws -> [Sweep] {
    let set = try ProblemSet(prompts, surrogate: .policyGradient)
    return try [2, 4].map {
      var sweep = Sweep(
        set, advantages: [try AdvantageEstimator(.standardized), try AdvantageEstimator(.mean)],
        dithers: [try Dither(.gaussian)], sigmas: [0.05, 0.1], groupSize: $0)
      sweep.learningRate = 0.1
      return sweep
    }
  }

  /// Bytes through a file, and their fingerprint.
  private static func written(_ content: OutputContent) throws -> (text: String, hash: String) {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a").path
    let file = try TemporaryFile(for: path, content, option: "--out")
    try file.finish()
    return (try scratch.read("a"), file.fingerprint)
  }

  /// 300 prompts: more than one piece of a quarter of a megabyte is written.
  @Test(arguments: [OutputFormat.csv, .json])
  func `bytes and fingerprint are those of the table`(format: OutputFormat) throws {
    let prompts = try Self.prompts(300)
    let sweeps = try Self.sweeps(prompts)
    let labels = RowLabels(prompts, advantages: ["grpo", "mean"], surrogate: .policyGradient)
    let sampling = Sampling(groups: 0)
    let rows = try sweeps.flatMap { try labels.label($0.run(sampling), of: $0) }
    let table = try SweepTableText.text(rows, format, width: nil)
    let stream = try ExactStream(sweeps, sampling, labels: labels, of: nil)
    let found = try Self.written(try #require(stream.content(format)))
    #expect(found.text == table)
    #expect(table.utf8.count > 1 << 19)
    #expect(found.hash == fingerprint(Data(table.utf8)))
    #expect(found.hash != fingerprint(Data(table.utf8.dropLast())))
    #expect(stream.content(.table) == nil)
  }

  /// What stops in the middle leaves the earlier file, and nothing of its own.
  @Test func `an error while rows are written leaves nothing`() throws {
    struct Stop: Error {}
    let scratch = try Scratch()
    try scratch.write("old", to: "a.csv")
    let content = OutputContent.made { sink in
      for _ in 0..<100_000 {
        sink.text.write("0123456789\n")
        try sink.passOn()
      }
      throw Stop()
    }
    #expect(throws: Stop.self) {
      try TemporaryFile(
        for: scratch.folder.appending(path: "a.csv").path, content, option: "--out")
    }
    #expect(try scratch.names == ["a.csv"] && scratch.read("a.csv") == "old")
  }

  /// A full disk is told as for any file.
  @Test func `what cannot be written is an error`() throws {
    let content = OutputContent.made { $0.text.write("a") }
    let error = #expect(throws: FileError.self) {
      try OutputTarget.stream("/dev/full").write(content, path: "/dev/full", option: "--out")
    }
    #expect(error?.description.contains("--out: cannot write /dev/full: No space left") == true)
  }
}
