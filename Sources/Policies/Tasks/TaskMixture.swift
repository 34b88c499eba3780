extension VerifiableTask {
  /// Several tasks as one: their prompts together, over a common alphabet.
  ///
  /// Completions share their tokens by number (`end` is `end` everywhere) and are as long as the
  /// longest; tokens that occur only in prompts stay apart. A prompt keeps its level.
  ///
  /// - Parameters:
  ///   - tasks: At least one task, all with the same component maxima.
  /// - Throws: `PolicyError` when there is none, or the maxima differ.
  public static func mixture(of tasks: [VerifiableTask]) throws(PolicyError) -> VerifiableTask {
    guard let first = tasks.first else { throw .empty(field: "tasks") }
    let vocabulary = tasks.map(\.vocabulary).max()!
    var items: [Item] = []
    var symbols = tasks.first { $0.vocabulary == vocabulary }!.symbols.prefix(vocabulary).map(
      \.self)
    for task in tasks {
      // Its prompt tokens, which begin at `task.vocabulary`, go behind all symbols so far.
      let shift = symbols.count - task.vocabulary
      for index in task.prompts.indices {
        let prompt = task.prompts[index].map { $0 < task.vocabulary ? $0 : $0 + shift }
        items.append(
          Item(
            level: task.levels[index], prompt: prompt, answer: task.answers[index],
            opening: task.openings[index]))
      }
      symbols += task.symbols.dropFirst(task.vocabulary)
    }
    guard tasks.allSatisfy({ $0.componentMaxima == first.componentMaxima }) else {
      throw .rule(name: "mixture", reason: "the tasks' component maxima differ")
    }
    return try VerifiableTask(
      name: tasks.map(\.name).joined(separator: " and "), items: items, vocabulary: vocabulary,
      symbols: symbols, componentMaxima: first.componentMaxima)
  }
}
