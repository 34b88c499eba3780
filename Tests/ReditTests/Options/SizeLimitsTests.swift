import Testing

/// Sizes beyond any machine end in one line with the option and what would fit, before any work.
struct SizeLimitsTests {
  @Test(arguments: [
    "exact --group-size 2147483648 --sigma 0.1",
    "sweep --group-size 4611686018427387904 --sigma 0.1",
    "train --group-size 2147483648 --sigma 0.1 --steps 1",
    "sweep --groups 9223372036854775807 --sigma 0.1",
    "verify --claim RewardVariance --groups 9223372036854775807",
    "verify --claim RewardVariance --thorough --groups 900000000000000000",
    "calibrate --claim RewardVariance --groups 9223372036854775807",
    "exact --advantage trl-batch --batch-groups 4611686018427387904",
    "train --steps 4294967295 --sigma 0.1",
    "train --steps 1000000000 --sigma 0.1",
    "train --runs 1073741823 --sigma 0.1 --steps 1",
    "train --prompts-per-step 4611686018427387904 --sigma 0.1 --steps 1",
    "compare --runs 1073741823 --sigma 0.1 --steps 1",
    "map --runs 134217728 --sigma 0.1 --group-size 4611686018427387904",
  ])
  func `sizes are counted before they are allocated`(_ command: String) throws {
    let run = try Tool.run(command.split(separator: " ").map(String.init))
    #expect(run.status == 64, "\(run)")
    let words = ["at most", "below", "from 1 to", "from 2 to"]
    #expect(words.contains { run.errors.contains($0) }, "\(run.errors)")
    #expect(run.errors.contains("--"), "\(run.errors)")
  }
}
