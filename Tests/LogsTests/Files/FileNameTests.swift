import TestSupport
import Testing

@testable import Logs

@Suite struct FileNameTests {
  @Test(
    arguments: [
      ("completions/completions_00012.parquet", 12), ("train_data_step5.jsonl", 5),
      ("rollout_dump_data.step_3.jsonl.gz", 3), ("out/17.jsonl", 17),
      ("iteration_000007/train_rollout_summaries.jsonl", 7), ("rollouts/step_4/all/x.jsonl", 4),
      ("v/12/task.jsonl", 12), ("v/12/3.jsonl", 12), ("12/x_step3.jsonl", 3),
      ("table/completions_12_0a1b2c3d4e5f67890a1b.table.json", 12),
      ("seed3/rollouts.jsonl", nil), ("run7.jsonl", nil),
      ("7/rollouts/a.jsonl", nil), ("rollouts.jsonl", nil), ("lora_rollouts_000001.jsonl", nil),
    ] as [(String, Int?)])
  func `steps are read from names`(path: String, step: Int?) {
    #expect(FileName(path).step == step)
  }

  @Test func `numbers in names are compared as numbers`() {
    let names = ["a10", "a9", "a", "a09b", "b1", "a9b", "10", "9", "a010"]
    let sorted = names.sorted(by: FileName.precedes)
    #expect(sorted == ["9", "10", "a", "a9", "a09b", "a9b", "a010", "a10", "b1"])
  }

  /// 20,000 pairs and triples of short names, seed 4: an order that holds no two names alike and no
  /// circle.
  @Test func `the order of names is one`() {
    var random = SplitMix(seed: 4)
    func name() -> String {
      String((0..<(random.next() % 5)).map { _ in "01a_9".randomElement(using: &random)! })
    }
    for _ in 0..<20_000 {
      let (a, b, c) = (name(), name(), name())
      let both = FileName.precedes(a, b) && FileName.precedes(b, a)
      let none = !FileName.precedes(a, b) && !FileName.precedes(b, a)
      #expect(!both && none == (a == b), "\(a) \(b)")
      if FileName.precedes(a, b), FileName.precedes(b, c) {
        #expect(FileName.precedes(a, c), "\(a) \(b) \(c)")
      }
    }
  }

  @Test func `files of one run have one family, those of two have not`() {
    let one = ["r/step_1/all/t.jsonl", "r/step_20/all/t.jsonl.gz"].map { FileName($0).family }
    let two = ["run1/1.jsonl", "run2/1.jsonl"].map { FileName($0).family }
    let tables = ["completions_12_0a1b2c3d4e5f67890a1b", "completions_9_ffffffffffffffffffff"]
    #expect(Set(tables.map { FileName("\($0).table.json").family }) == ["completions_#.json"])
    #expect(Set(one) == ["r/#/all/t.jsonl"])
    #expect(Set(two).count == 2)
  }
}
