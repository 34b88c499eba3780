import ArgumentParser
import Testing
import Training

@testable import redit

/// `redit compare` in shards: the bytes of one process.
struct ComparisonWorkTests {
  /// Four families of 50 runs, whose last block is short; a network; no run that reaches the threshold; runs that
  /// collapse; too few runs for an interval.
  @Test(arguments: [
    "compare --runs 50 --steps 30 --group-size 4,8 --sigma 0.05,0.5 --noise gaussian,uniform",
    "compare --task copy --runs 40 --steps 3 --advantage trl --sigma 0.1",
    "compare --runs 20 --steps 2", "compare --runs 40 --steps 20 --learning-rate 1e5",
    "compare --runs 2 --steps 20 --generator mt19937",
  ])
  func `shards of any number on any threads merge to the bytes of one run`(command: String) throws {
    try ShardedRun(command).expectSameBytes(["csv", "json", "table", "markdown"])
  }

  private static let command = "compare --runs 50 --steps 30"

  @Test func `pieces in other places are seen or refused`() throws {
    try ShardedRun(Self.command).expectErrorsSeen("csv")
  }

  /// A piece without recipes, and one without runs.
  @Test(arguments: ["[]", #"["","",""]"#, "{}", #"["AAAA","",""]"#])
  func `a piece of other runs is refused`(payload: String) throws {
    try ShardedRun(Self.command).expectRefused(payload)
  }

  @Test(arguments: [1, 4, 7])
  func `a comparison that was killed goes on from what it kept`(k: Int) throws {
    try ShardedRun(Self.command).expectGoesOn("json", kept: k)
  }

  /// 37 runs in blocks of 16, two families: six units, of which any range is done by itself.
  @Test func `units are done in order, each as in any other range`() throws {
    let training = try TrainingOptions.parse(["--steps", "5"])
    let task = try training.task.load(seed: 1)
    let plain = try training.plainRecipes(default: ["standardized", "mean"], on: task)
    let noises = try training.noises(default: [0.1])
    let work = ComparisonWork(
      task: task, families: plain.map { plain in [plain] + noises.map { plain.with(noise: [$0]) } },
      plan: try RunPlan(steps: 5, threshold: 0.9), runs: 37,
      sampling: try SamplingOptions.parse(["--threads", "2"]).sampling(groups: 0))
    #expect(work.unitCount == 6)
    var all: [String] = []
    try work.perform(0..<6, progress: { _ in }) { units, piece in
      #expect(units == all.count..<all.count + 1)
      #expect(piece.map(\.rows.count) == Array(repeating: [16, 16, 5][all.count % 3], count: 2))
      all.append(String(decoding: try PieceText.data(piece), as: UTF8.self))
    }
    #expect(Set(all).count == 6)
    for range in [0..<1, 2..<4, 1..<6, 5..<6] {
      var (some, shares): ([String], [Double]) = ([], [])
      try work.perform(range, progress: { shares.append($0) }) {
        some.append(String(decoding: try PieceText.data($1), as: UTF8.self))
      }
      #expect(some == Array(all[range]) && shares.last == 1 && shares == shares.sorted())
    }
  }
}
