import Policies
import Testing

@Suite struct VerifiableTaskTests {
  static var all: [VerifiableTask] {
    get throws {
      [
        try .modularAddition(), try .modularAddition(modulus: 7), try .bitParity(),
        try .bracketMatching(), try .formattedCopy(), try .formattedCopy(letters: 3, longest: 2),
        try .mixture(of: [.modularAddition(modulus: 3), .bitParity(bits: 3)]),
      ]
    }
  }

  private func prompt(_ text: String, in task: VerifiableTask) throws -> Int {
    try #require(task.prompts.firstIndex { task.text($0) == text })
  }

  private func reward(_ completion: String, to text: String, in task: VerifiableTask) throws
    -> [Double]
  {
    let tokens = try completion.split(separator: " ").map { symbol in
      try #require(task.symbols.firstIndex(of: String(symbol)))
    }
    return task.reward(prompt: try prompt(text, in: task), tokens: tokens)
  }

  @Test(arguments: RewardCase.all)
  func `rewards by hand`(of sample: RewardCase) throws {
    let found = try reward(sample.completion, to: sample.prompt, in: sample.task)
    #expect(distance(found, sample.components) < 1e-15)
  }

  @Test func `a copy knows its tags from its letters`() throws {
    #expect(try VerifiableTask.formattedCopy().text([1, 2, 3, 0]) == "< a b .")
  }

  /// m^2; 2 + 4 + 8 + 16; 2 + 4 + (8 of depth three, 8 of depth one); 2 + 4 + 8.
  @Test func `the numbers of prompts and their shapes`() throws {
    let tasks = try Self.all
    #expect(tasks.map(\.prompts.count) == [25, 49, 30, 22, 14, 12, 23])
    #expect(tasks.map(\.vocabulary) == [6, 8, 3, 3, 4, 5, 4])
    #expect(tasks.map(\.length) == [2, 2, 2, 4, 5, 4, 2])
  }

  @Test func `the solution alone has the full reward, and levels ascend`() throws {
    for task in try Self.all {
      let table = try RewardTable(task)
      let digits = try SequencePolicy(vocabulary: task.vocabulary, length: task.length)
      #expect(task.levels == task.levels.sorted())
      #expect(Set(task.prompts).count == task.prompts.count)
      for prompt in task.prompts.indices {
        let solution = task.solution(ofPrompt: prompt)
        #expect(task.reward(prompt: prompt, tokens: solution) == task.componentMaxima)
        let full = task.componentMaxima.reduce(0, +)
        let rewards = table.rewards(ofPrompt: prompt)
        #expect(rewards.filter { $0 >= full }.count == 1)
        #expect(rewards[digits.outcome(of: solution)] == full)
      }
    }
  }

  @Test func `a mixture keeps the prompts of its tasks apart`() throws {
    let addition = try VerifiableTask.modularAddition(modulus: 3)
    let mixture = try VerifiableTask.mixture(of: [addition, .bitParity(bits: 3)])
    #expect(mixture.symbols == [".", "0", "1", "2", "+", "=", "?"])
    #expect(try reward("2 .", to: "1 + 1 =", in: mixture) == [1, 0.5, 0])
    #expect(try reward("0 .", to: "1 1 ?", in: mixture) == [1, 0.5, 0])
    #expect(try reward("2 .", to: "1 1 ?", in: mixture) == [0, 0.5, 0])
  }

  @Test func `unusable sizes are refused with their value`() throws {
    #expect(
      throws: PolicyError.unusable(field: "modulus", value: 1, reason: "must be at least 2")
    ) { _ = try VerifiableTask.modularAddition(modulus: 1) }
    #expect(throws: PolicyError.unusable(field: "bits", value: 9, reason: "must be from 1 to 8")) {
      _ = try VerifiableTask.bitParity(bits: 9)
    }
    #expect(throws: PolicyError.wrongCount(field: "component maxima", expected: 3, found: 1)) {
      _ = try VerifiableTask.bitParity(componentMaxima: [1])
    }
    #expect(throws: PolicyError.empty(field: "tasks")) { _ = try VerifiableTask.mixture(of: []) }
  }
}
