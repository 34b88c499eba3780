import Foundation
import Policies
import Testing

@Suite struct PromptDocumentTests {
  private func prompts(_ json: String) throws -> [Prompt] {
    try JSONDecoder().decode(PromptDocument.self, from: Data(json.utf8)).prompts()
  }

  @Test func `a single bandit is one prompt`() throws {
    let prompts = try prompts(
      #"""
      {"name": "p1", "weight": 2.0, "policy": "bandit", "logits": [0, 1, 2], "rewards": [0, 0, 1],
       "old_logits": [0, 0, 0], "reference_logits": [1, 1, 1]}
      """#)
    #expect(prompts.map(\.name) == ["p1"])
    #expect(prompts[0].weight == 2)
    #expect(prompts[0].policy.name == "bandit")
    #expect(prompts[0].policy.logits == [0, 1, 2])
    #expect(prompts[0].rewards == [0, 0, 1])
    #expect(prompts[0].oldLogits == [0, 0, 0])
    #expect(prompts[0].referenceLogits == [1, 1, 1])
  }

  @Test func `a set keeps its order, names the nameless and weighs them 1`() throws {
    let prompts = try prompts(
      #"""
      {"prompts": [
        {"policy": "sequence", "vocabulary": 2, "length": 2, "reward": "parity"},
        {"name": "b", "policy": "sequence", "vocabulary": 2, "length": 2, "reward": "prefix",
         "target": [0, 1], "logits": [0, 1, 2, 3, 4, 5]},
        {"policy": "sequence", "vocabulary": 2, "length": 1, "rewards": [0.25, 0.5]}
      ]}
      """#)
    #expect(prompts.map(\.name) == ["prompt-1", "b", "prompt-3"])
    #expect(prompts.map(\.weight) == [1, 1, 1])
    #expect(prompts[0].rewards == [1, 0, 0, 1])
    #expect(prompts[0].rule == .parity)
    #expect(prompts[1].rewards == [0.5, 1, 0, 0])
    #expect(prompts[1].policy.logits == [0, 1, 2, 3, 4, 5])
    #expect(prompts[2].rewards == [0.25, 0.5])
  }

  @Test func `a document survives encoding`() throws {
    let document = PromptDocument(entries: [
      PromptEntry(
        name: "a", policy: "bandit", logits: [0, 0.1], rewards: [0, 1], oldLogits: [1, 2]),
      PromptEntry(policy: "sequence", vocabulary: 3, length: 2, reward: "target", target: [2, 0]),
    ])
    let data = try JSONEncoder().encode(document)
    #expect(try JSONDecoder().decode(PromptDocument.self, from: data) == document)
  }

  /// Each document with the error it earns.
  static let bad: [(String, String)] = [
    (
      #"{"policy": "bandit", "logits": [0], "rewards": [1], "colour": 3}"#,
      "prompt-1: colour: unknown key; known: name, weight, policy, vocabulary, length, logits, "
        + "rewards, reward, target, end_token, component_weights, old_logits, reference_logits"
    ),
    (#"{"name": "x", "logits": [0], "rewards": [1]}"#, "x: policy: is missing"),
    (
      #"{"name": "x", "policy": "gaussian"}"#,
      "x: policy: unknown policy 'gaussian'; known: bandit, sequence"
    ),
    (#"{"name": "x", "policy": "bandit", "rewards": [1]}"#, "x: logits: is missing"),
    (
      #"{"name": "x", "policy": "bandit", "logits": [], "rewards": []}"#,
      "x: logits: must not be empty"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 1], "rewards": [1]}"#,
      "x: rewards: must have 2 entries, not 1"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 1]}"#,
      "x: rewards: is missing (or a 'reward' rule)"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, "a"], "rewards": [1, 0]}"#,
      "x: logits: must be a number (entry 1)"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": 3, "rewards": [1, 0]}"#,
      "x: logits: must be a list"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, null], "rewards": [1, 0]}"#,
      "x: logits: must not be null (entry 1)"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 0], "rewards": [1, 0], "weight": 0}"#,
      "x: weight: must be finite and positive, not 0"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 0], "rewards": [1, 0], "length": 1}"#,
      "x: length: a bandit has none"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 0], "rewards": [1, 0], "old_logits": [0]}"#,
      "x: old_logits: must have 2 entries, not 1"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 0], "rewards": [1, 0], "target": [0]}"#,
      "x: target: belongs to a 'reward' rule, which is not given"
    ),
    (
      #"{"name": "x", "policy": "bandit", "logits": [0, 1e999], "rewards": [1, 0]}"#,
      "x: logits: cannot be read as a list of numbers"
    ),
    (
      #"{"name": "x", "policy": "sequence", "length": 2, "reward": "parity"}"#,
      "x: vocabulary: is missing"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 2.5, "length": 2, "reward": "parity"}"#,
      "x: vocabulary: cannot be read as a whole number"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 4096, "length": 3, "reward": "parity"}"#,
      "x: vocabulary and length: logits, V + (T - 1) V^2, must be at most 16777216, not 33558528"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 2, "length": 2, "reward": "luck"}"#,
      "x: reward: unknown rule 'luck'; known: target, parity, prefix, components"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 2, "length": 2, "reward": "target"}"#,
      "x: reward rule 'target': needs a target"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 2, "length": 2, "reward": "target", "#
        + #""target": [0, 5]}"#, "x: reward rule 'target': target token 1 is 5, outside 0..<2"
    ),
    (
      #"{"name": "x", "policy": "sequence", "vocabulary": 2, "length": 1, "reward": "parity", "#
        + #""rewards": [0, 1]}"#,
      "x: rewards: given beside the rule 'parity'; give one of the two"
    ),
    (
      #"{"name": "", "policy": "bandit", "logits": [0], "rewards": [1]}"#,
      "prompt-1: name: must not be empty"
    ),
    (
      #"{"name": 7, "policy": "bandit", "logits": [0], "rewards": [1]}"#,
      "prompt-1: name: must be a string"
    ),
    (#"{"prompts": []}"#, "document: prompts: must not be empty"),
    (#"{"prompts": 1}"#, "document: prompts: must be a list"),
    (#"{"prompts": [7]}"#, "prompt-1: entry: must be an object"),
    (#"[1, 2]"#, "document: JSON: must be an object"),
    (#"{"prompts": [], "note": "n"}"#, "document: note: unknown key beside 'prompts'"),
    (
      #"{"prompts": [{"name": "a", "policy": "bandit", "logits": [0], "rewards": [1]}, "#
        + #"{"policy": "bandit", "logits": [0], "rewards": []}]}"#,
      "prompt-2: rewards: must have 1 entry, not 0"
    ),
    (
      #"{"prompts": [{"name": "a", "policy": "bandit", "logits": [0], "rewards": [1]}, "#
        + #"{"policy": "bandit", "logits": [0], "reward_rule": "x"}]}"#,
      "prompt-2: reward_rule: unknown key"
    ),
    (
      #"{"prompts": [{"name": "a", "policy": "bandit", "logits": [0], "rewards": [1]}, "#
        + #"{"name": "a", "policy": "bandit", "logits": [0], "rewards": [1]}]}"#,
      "a: name: used twice"
    ),
  ]

  @Test(arguments: bad)
  func `a bad document is refused with the prompt and the field`(
    json: String, message: String
  ) throws {
    let error = try #require(throws: PolicyError.self) { try prompts(json) }
    #expect("\(error)".hasPrefix(message), "\(error)")
  }

  @Test func `text that is not JSON is reported in the same form`() throws {
    let error = try #require(throws: DecodingError.self) { try prompts("{") }
    #expect("\(PolicyError(error))".hasPrefix("document: JSON: "))
  }
}
