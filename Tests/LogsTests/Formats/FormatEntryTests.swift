import Testing

@testable import Logs

/// Logs as the systems write them, shortened by hand.
@Suite struct FormatEntryTests {
  @Test func `TRL as text`() throws {
    let log = try LogText(
      """
      {"step":1,"prompt":"p","completion":"a","exact":1.0,"fmt":null,"advantage":0.70710}
      {"step":1,"prompt":"p","completion":"b","exact":0.0,"fmt":0.5,"advantage":-0.70710}
      {"step":2,"prompt":"q","completion":"a","exact":1.0,"fmt":0.5,"advantage":0.0}
      """)
    #expect(log.error == nil)
    #expect(log.schema?.format == .trl)
    #expect(log.schema?.grouping == .blocks)
    #expect(log.schema?.columns == ["exact", "fmt"])
    #expect(log.numbers == [1, 2])
    #expect(log.rewards == [[1, 0], [1]])
    #expect(log.steps[0].columns[1][0].isNaN && log.steps[0].columns[1][1] == 0.5)
    #expect(log.steps[0].advantages == [0.70710, -0.70710])
    #expect(log.steps[0].lengths == [1, 1])
    #expect(log.steps.map(\.lines) == [[1, 2], [3]])
    #expect(log.prompts == [[0, 0], [0]] && log.completions == [[0, 1], [0]])
    #expect(log.groups == nil && log.samples == nil)
  }

  @Test func `TRL of 2025 and conversations`() throws {
    let log = try LogText(
      """
      {"step": 3, "prompt": [{"role": "user", "content": "p"}], "completion": [{"role": "assistant", "content": "a \\" b"}], "reward": 1.5, "reward_len": 0.5}
      {"step": 3, "prompt": [{"role": "user", "content": "p"}], "completion": [{"role": "assistant", "content": "b"}], "reward": 0, "reward_len": 0}
      """)
    #expect(log.error == nil)
    #expect(log.schema?.format == .trl)
    #expect(log.schema?.columns == ["reward", "reward_len"])
    #expect(log.schema?.advantage == nil && log.steps[0].advantages == nil)
    #expect(log.prompts == [[0, 0]] && log.completions == [[0, 1]])
  }

  @Test func `ms-swift: lists, cut to the shortest`() throws {
    let log = try LogText(
      """
      {"step": ["1", "1", "1", "1"], "prompt": ["p", "p", "p", "p"], "completion": ["a", "b", "a", "c"], "acc": [1.0, 0.0, null, 1.0], "fmt": [1, 1, 1, 1], "advantages": [0.5, -0.5, 0.0], "entropy": [1, 2, 3, 4], "solution": ["x", "x", "x", "x"]}
      {"step": ["2", "2"], "prompt": ["q", "q"], "completion": ["a", "b"], "acc": [0.0, 0.0], "fmt": [1, 0], "advantages": [0.5, -0.5], "entropy": [1, 2], "solution": ["x", "x"]}
      """)
    #expect(log.error == nil)
    #expect(log.schema?.format == .msSwift)
    #expect(log.schema?.columns == ["acc", "fmt"])
    #expect(log.numbers == [1, 2])
    #expect(log.steps.map(\.count) == [3, 2])
    #expect(log.steps[0].columns[0][2].isNaN)
    #expect(log.steps[0].advantages == [0.5, -0.5, 0])
    #expect(log.completions == [[0, 1, 0], [0, 1]])
    #expect(log.steps.map(\.lines) == [[1, 1, 1], [2, 2]])
    #expect(log.notes == ["lists of different length in 1 record: as many rows as the shortest"])
  }

  @Test func `ROLL: one object of lists`() throws {
    let log = try LogText(
      #"{"global_step": [4, 4], "id": ["a", "b"], "prompt": ["p", "p"], "responses": ["x", "y"], "scores": [1.0, 0.0], "sampling_params": ["{}", "{}"]}"#
    )
    #expect(log.error == nil)
    #expect(log.schema?.format == .roll)
    #expect(log.schema?.grouping == .prompt)
    #expect(log.numbers == [4] && log.rewards == [[1, 0]])
    #expect(log.prompts == [[0, 0]] && log.completions == [[0, 1]])
  }

  @Test func `verl before and since its first version`() throws {
    let old = try LogText(
      """
      {"input": "p", "output": "a", "gts": 42, "score": 1.0, "step": 7, "acc": true, "request_id": "r1"}
      {"input": "q", "output": "b", "gts": 41, "score": -1.0, "step": 7, "acc": false, "request_id": "r2"}
      {"input": "p", "output": "b", "gts": 42, "score": 0.5, "step": 7, "acc": true, "request_id": "r3"}
      """, name: "7.jsonl")
    #expect(old.error == nil)
    #expect(old.schema?.format == .verl && old.schema?.grouping == .prompt)
    #expect(old.schema?.columns == ["score", "acc"])
    #expect(old.steps.first?.columns == [[1, -1, 0.5], [1, 0, 1]])
    #expect(old.prompts == [[0, 1, 0]] && old.groups == nil)

    let new = try LogText(
      """
      {"uid": "ab_c_0_0", "input": "p", "output": "a", "gts": null, "score": 1.0, "step": 8}
      {"uid": "ab_c_1_0", "input": "p", "output": "b", "gts": null, "score": 0.0, "step": 8}
      {"uid": "ab_c_1_1", "input": "p", "output": "c", "gts": null, "score": 0.0, "step": 8}
      {"uid": "ab_d_0_0", "input": "p", "output": "d", "gts": null, "score": 0.0, "step": 8}
      """)
    #expect(new.error == nil)
    #expect(new.schema?.format == .verlV1 && new.schema?.grouping == .key)
    #expect(new.groups == [[0, 0, 0, 3]] && new.samples == [[0, 1, 1, 3]])

    let other = try LogText(
      #"{"uid": "5f1c-77", "input": "p", "output": "a", "score": 1.0, "step": 8}"#)
    #expect(other.schema?.format == .verl && other.schema?.grouping == .key)
  }

  @Test func `open-instruct`() throws {
    let log = try LogText(
      """
      {"step": 5, "sample_idx": 0, "prompt_idx": 12, "prompt_tokens": [1, 2], "response_tokens": [3], "reward": 10.0, "advantage": 5.0, "finish_reason": "stop", "dataset": "gsm8k"}
      {"step": 5, "sample_idx": 1, "prompt_idx": 12, "prompt_tokens": [1, 2], "response_tokens": [3], "reward": 0.0, "advantage": -5.0, "finish_reason": "stop", "dataset": "gsm8k"}
      {"step": 5, "sample_idx": 2, "prompt_idx": 13, "prompt_tokens": [1, 2], "response_tokens": [3], "reward": 0.0, "advantage": 0.0, "finish_reason": "length", "dataset": "gsm8k"}
      """)
    #expect(log.error == nil)
    #expect(log.schema?.format == .openInstruct)
    #expect(log.groups == [[0, 0, 2]] && log.steps[0].advantages == [5, -5, 0])
  }

  @Test func `NeMo-RL: lists of one, advantages a token`() throws {
    let log = try LogText(
      """
      {"content": ["p a"], "rewards": [1.0], "advantages": [[0.5, 0.5, 0.5]], "token_loss_mask": [[0, 1, 1]], "idx": 0}
      {"content": ["p b"], "rewards": [0.0], "advantages": [[-0.5, -0.5]], "token_loss_mask": [[0, 1]], "idx": 1}
      {"content": ["p b"], "rewards": [0.0], "advantages": [[-0.5, 0.5]], "token_loss_mask": [[0, 1]], "idx": 2}
      """, name: "train_data_step12.jsonl")
    #expect(log.error == nil)
    #expect(log.schema?.format == .nemoRL && log.schema?.grouping == .blocks)
    #expect(log.numbers == [12] && log.rewards == [[1, 0, 0]])
    #expect(log.steps[0].advantages?.prefix(2) == [0.5, -0.5])
    #expect(log.steps[0].advantages?[2].isNaN == true)
    #expect(log.completions == [[0, 1, 1]])
    #expect(log.notes == ["1 value differ from token to token: taken as missing"])
  }

  @Test func `AReaL: a file a task, the step in the folder`() throws {
    let row =
      #"{"task_id": 3, "sample_idx": 0, "seqlen": 9, "head_version": 1, "tail_version": 2, "reward": 1, "prompt": "p", "completion": "c"}"#
    let scratch = try Scratch()
    for place in ["rollout/2/30.jsonl", "rollout/10/4.jsonl", "rollout/2/4.jsonl"] {
      try scratch.write(place, row.replacing("\": 3", with: "\": \(place.utf8.count)"))
    }
    let log = LogText(paths: [scratch.path])
    #expect(log.error == nil)
    #expect(log.schema?.format == .areal && log.schema?.step == nil)
    #expect(log.numbers == [2, 10] && log.steps.map(\.count) == [2, 1])
    let alone = try LogText(row)
    #expect(alone.numbers == [2] && alone.schema?.step == "tail_version")
  }

  @Test func `tinker-cookbook`() throws {
    let log = try LogText(
      """
      {"iteration": 0, "split": "train", "group_idx": 0, "traj_idx": 0, "total_reward": 1.5, "final_reward": 0.5, "steps": [{"reward": 1.0, "metrics": {"a": [1, {"b": "}"}]}}]}
      {"iteration": 0, "split": "train", "group_idx": 1, "traj_idx": 0, "total_reward": 0.0, "final_reward": null, "steps": []}
      """)
    #expect(log.error == nil)
    #expect(log.schema?.format == .tinker)
    #expect(log.schema?.columns == ["total_reward", "final_reward"])
    #expect(log.groups == [[0, 1]] && log.rewards == [[1.5, 0]])
  }

  @Test func `prime-rl's columns`() throws {
    let log = try LogText(
      "step,problem_id,sample_id,reward,advantage\n1,a,0,1,0.5\n1,a,1,0,-0.5\n", name: "x.csv")
    #expect(log.error == nil)
    #expect(log.schema?.format == .primeRL)
    #expect(log.groups == [[0, 0]] && log.steps[0].advantages == [0.5, -0.5])
  }

  @Test func `a table of wandb, and one with one row a prompt`() throws {
    let table =
      #"{"columns": ["step", "prompt", "completion", "f", "advantage"], "data": [["1", "p", "a", 1.0, 0.5], ["1", "PROMPT", "b", 0.0, -0.5]], "ncols": 5, "nrows": 2}"#
    let log = try LogText(table.replacing("PROMPT", with: "p"), name: "completions_1.table.json")
    #expect(log.error == nil)
    #expect(log.schema?.format == .wandb)
    #expect(log.numbers == [1] && log.rewards == [[1, 0]])
    #expect(log.steps[0].lines == [1, 2])
    let unique = try LogText(table.replacing("PROMPT", with: "q"), name: "c.table.json")
    #expect(unique.error?.contains("one row a prompt, as log_unique_prompts leaves them") == true)
  }

  @Test func `anybody's rows`() throws {
    let log = try LogText(
      "step,group,sample,reward,advantage,raw_reward\n1,a,0,1.05,0.5,1\n1,b,0,-0.05,,0\n",
      name: "x.csv")
    #expect(log.error == nil)
    #expect(log.schema?.format == .neutral)
    #expect(log.schema?.columns == ["reward", "raw_reward"])
    #expect(log.groups == [[0, 1]] && log.samples == [[0, 0]])
    #expect(log.steps[0].advantages?[1].isNaN == true)
    let published = try LogText(
      #"{"step": 1, "env": "math", "reward": 0.5, "advantage": 0.1, "prompt": "p", "completion": "c"}"#
    )
    #expect(published.schema?.format == .neutral && published.schema?.grouping == .prompt)
    #expect(published.schema?.columns == ["reward"])
    let lists = try LogText(#"{"step": 2, "uid": ["a", "b", "a"], "score": [1, 0, 0.5]}"#)
    #expect(lists.numbers == [2] && lists.rewards == [[1, 0, 0.5]] && lists.groups == [[0, 1, 0]])
    let plain = try LogText(
      #"{"prompt": "p", "response": "c", "reward": 1}"#, name: "step_3.jsonl")
    #expect(plain.numbers == [3] && plain.completions == [[0]])
  }
}
