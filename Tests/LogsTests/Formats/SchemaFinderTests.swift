import Testing

@testable import Logs

@Suite struct SchemaFinderTests {
  private let odd = #"{"uid": "a", "iter": 3, "score": 1.0, "acc": 0.5, "text": "x"}"#

  @Test func `unknown keys are shown, with how to name them`() throws {
    let log = try LogText(#"{"foo": 1, "bar\u0007": "x"}"#)
    #expect(
      log.error
        == "log.jsonl: no known format has the keys foo, bar\\u0007; say what they are:"
        + " --map reward=score,group=uid")
  }

  @Test func `records without keys are said to have none`() throws {
    let log = try LogText("{}\n{}\n")
    #expect(log.error == "log.jsonl: no record has a key: it holds empty objects")
  }

  @Test func `a map names columns`() throws {
    let map = try RolloutOptions.map("reward=acc,reward=score,group=uid,step=iter")
    let log = try LogText(odd, options: RolloutOptions(map: map))
    #expect(log.error == nil)
    #expect(log.schema?.columns == ["acc", "score"])
    #expect(log.steps.first?.columns == [[0.5], [1]])
    #expect(log.numbers == [3] && log.schema?.grouping == .key)
  }

  @Test func `members of objects are named with a point`() throws {
    let rows = #"""
      {"task": {"id": "a", "x": {"y": 1}}, "reward": 1, "info": {"advantage": 0.5, "n": "}"}}
      {"reward": 0, "info": {"n": 1, "new": [1], "advantage": -0.5}, "task": {"id": "b"}}
      {"task": {"id": "a"}, "reward": 0, "info": null}
      """#
    let map = try RolloutOptions.map("reward=reward,group=task.id,advantage=info.advantage")
    let log = try LogText(rows, options: RolloutOptions(map: map))
    #expect(log.error == nil)
    #expect(log.groups == [[0, 1, 0]] && log.rewards == [[1, 0, 0]])
    #expect(log.steps.first?.advantages?.prefix(2) == [0.5, -0.5])
    #expect(log.steps.first?.advantages?[2].isNaN == true)
    let wrong = try LogText(
      rows.replacing("0.5", with: "[\"x\"]"), options: RolloutOptions(map: map))
    #expect(wrong.error == "log.jsonl:1: column info: a number is expected")
  }

  @Test func `a map overrules a format`() throws {
    let row =
      #"{"step": 1, "prompt": "p", "completion": "c", "f": 1, "g": 2, "advantage": 0, "id": "u"}"#
    let log = try LogText(row, options: RolloutOptions(map: [.reward: "g", .group: "id"]))
    #expect(log.schema?.format == .trl && log.schema?.columns == ["g"])
    #expect(log.schema?.grouping == .key && log.schema?.group == "id")
    let both = try LogText(row, options: RolloutOptions(map: [.group: "prompt"]))
    #expect(both.steps[0].groups == both.steps[0].prompts)
  }

  @Test(arguments: [
    ("reward=none", "--map reward=none: there is no such column among uid, iter, score, acc, text"),
    ("reward=Scores", "among uid, iter, score, acc, text, 'score' is meant?"),
    ("reward=text,step=iter", "log.jsonl:1: column text: a number is expected"),
    ("reward=score,step=acc", "log.jsonl:1: column acc: a whole number is expected"),
  ])
  func `a map that does not fit is an error`(map: String, says: String) throws {
    let options = RolloutOptions(map: try RolloutOptions.map(map))
    #expect(try LogText(odd, options: options).error?.contains(says) == true)
  }

  @Test(arguments: [
    ("reward", "'reward' is not role=column"),
    ("rewards=a", "'rewards' is no role, 'reward' is; roles are reward, group"),
    ("step=a,step=b", "step is given twice, as 'a' and as 'b'"), ("", "is not role=column"),
  ])
  func `a map that is none is refused`(text: String, says: String) {
    let error = #expect(throws: LogError.self) { try RolloutOptions.map(text) }
    #expect(error?.description.contains(says) == true)
  }

  @Test func `a format that is said must fit`() throws {
    let wrong = try LogText(odd, options: RolloutOptions(format: .trl))
    #expect(wrong.error?.contains("no log of TRL: prompt, completion is missing among uid") == true)
    let said = try LogText(
      #"{"prompt": "p", "completion": "c", "quality": 0.5}"#, options: RolloutOptions(format: .trl))
    #expect(said.schema?.columns == ["quality"])
  }

  @Test(arguments: [
    #"{"step": 1, "loss": 0.1, "grad_norm": 1}"#,
    #"{"_step": 1, "_runtime": 3, "train/reward": 0.1, "train/frac_reward_zero_std": 0.5}"#,
    "{\n  \"best_metric\": null,\n  \"log_history\": [\n    {\"loss\": 1}\n  ]\n}\n",
    "Step,train/reward_std\n1,0.5\n",
    "step,reward,reward_std,loss\n1,0.5,0.1,0\n",
  ])
  func `metrics are refused as what they are`(text: String) throws {
    #expect(try LogText(text).error?.contains("metrics of whole steps") == true)
  }

  /// What the only metric of silent groups says, and what it does not; on one line as on many.
  @Test func `the state of a trainer is refused with its silent groups`() throws {
    let state =
      #"{"best": null,@"log_history": [{"frac_reward_zero_std": 0.25, "loss": 1},@"#
      + #"{"frac_reward_zero_std" : 0.5}, {"frac_reward_zero_std": NaN}]}"#
    for separator in ["\n  ", " "] {
      let error = try LogText(state.replacing("@", with: separator), name: "trainer_state.json")
        .error
      #expect(
        error?.contains("frac_reward_zero_std is 0.375 on average of 2 (frac_reward_zero_std")
          == true)
      #expect(
        error?.contains("0 whatever happens where rewards are dithered") == true
          && error?.contains("under scale_rewards=batch") == true
          && error?.contains("the completions are wanted") == true, "\(error ?? "read")")
    }
  }

  @Test func `files of others say what they are`() throws {
    let events = try LogText([24, 0, 0, 0, 0, 0, 0, 0, 65], name: "events.out.tfevents.17.host")
    #expect(events.error?.contains("scalars of TensorBoard, metrics of whole steps") == true)
    let scratch = try Scratch()
    try scratch.write("run/events.out.tfevents.17.host", [24, 0])
    let folder = LogText(paths: [scratch.path]).error
    #expect(folder?.contains("scalars of TensorBoard") == true)
    let database = try LogText(Array("SQLite format 3".utf8) + [0, 1], name: "trackio.db").error
    #expect(database?.contains("a database, as trackio keeps one, is not read") == true)
    #expect(try LogText([24, 0, 1, 0, 10], name: "x.csv").error == "x.csv: is no text")
  }

  @Test func `a log without a reward says so`() throws {
    let log = try LogText(#"{"prompt": "p", "completion": "c", "advantage": 1, "step": 1}"#)
    #expect(log.error?.contains("no column is a reward among prompt, completion") == true)
  }

  @Test func `formats are the raw values people type`() {
    #expect(RolloutFormat(rawValue: "ms-swift") == .msSwift)
    let missing = RolloutFormat.allCases.filter { format in
      format != .wandb && !FormatEntry.all.contains { $0.format == format }
    }
    #expect(missing.isEmpty)
  }
}
