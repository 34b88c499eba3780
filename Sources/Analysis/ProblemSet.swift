public import GRPO
public import Policies

/// A prompt set: groups draw their prompt with the prompts' weights.
public struct ProblemSet: Sendable {
  /// The prompts, weights normalised to sum 1.
  public private(set) var problems: [Problem]
  /// Problems that differ in name and weight only, in the order of their first; their weights summed.
  private(set) var distinct: [Problem]
  /// For each problem its place in `distinct`.
  let places: [Int]
  /// The prompts of the other groups of a batch, one group each; nil where they are drawn by weight.
  private(set) var companions: [Problem]?

  /// - Throws: `AnalysisError` for an empty set.
  public init(_ problems: [Problem]) throws {
    let total = problems.reduce(0) { $0 + $1.weight }
    guard total > 0 else { throw AnalysisError("a prompt set needs at least one prompt") }
    let weights = problems[0].components?.weights
    if let other = problems.first(where: { $0.components?.weights != weights }) {
      throw AnalysisError(
        "prompts of one set need rewards of the same components and weights: \(problems[0].name) has "
          + "\(problems[0].componentText), \(other.name) \(other.componentText)")
    }
    var known: [ObjectIdentifier: Int] = [:]
    var distinct: [Problem] = []
    places = problems.map { problem in
      let tables = ObjectIdentifier(problem.tables)
      if let place = known[tables] {
        distinct[place].weight += problem.weight
        return place
      }
      known[tables] = distinct.count
      distinct.append(problem)
      return distinct.count - 1
    }
    // Weights are summed before the division: a prompt listed twice counts as one of twice the weight.
    self.distinct = distinct.map { $0.sharing(total) }
    self.problems = problems.map { $0.sharing(total) }
  }

  /// Tabulates prompts under an objective, equal ones once.
  ///
  /// - Throws: `AnalysisError` for no prompts, and when a KL coefficient comes without a reference policy.
  public init(_ prompts: [Prompt], surrogate: Surrogate) throws {
    var known: [PromptKey: ProblemTables] = [:]
    try self.init(
      prompts.map { prompt in
        guard let key = PromptKey(prompt) else { return try Problem(prompt, surrogate: surrogate) }
        let tables = try known[key] ?? ProblemTables.make(prompt, surrogate: surrogate)
        known[key] = tables
        return Problem(prompt, tables: tables)
      })
  }

  /// The components of all prompts, for their weights; nil for rewards without parts.
  var components: ComponentTables? { problems[0].components }

  /// The set with other problems in place of its own; equal ones stay equal.
  func replacing(_ change: (Problem) throws -> Problem) rethrows -> ProblemSet {
    precondition(companions == nil, "a set before one prompt takes the others for companions")
    var copy = self
    copy.distinct = try distinct.map(change)
    for (index, place) in places.enumerated() {
      copy.problems[index].tables = copy.distinct[place].tables
    }
    return copy
  }

  /// The set as one prompt sees it in batches that hold every prompt exactly once: its group's
  /// companions are the others, each with one group. Only the exact laws of batch-standardized
  /// advantages read it, with as many groups per batch as there are prompts.
  package func takingEachOnce(besides prompt: Int) -> ProblemSet {
    var copy = self
    copy.companions = problems.indices.filter { $0 != prompt }.map { problems[$0] }
    return copy
  }
}

extension Problem {
  /// `1 and 0.5`, or `one reward`.
  fileprivate var componentText: String {
    components.map { "weights \($0.weights)" } ?? "one reward"
  }

  /// With its share of the weights of a set.
  fileprivate func sharing(_ total: Double) -> Problem {
    var copy = self
    copy.weight = weight / total
    return copy
  }
}

/// What the tables of a prompt follow from, for policies that are known to be their logits alone.
private struct PromptKey: Hashable {
  let policy: ObjectIdentifier
  let shape: [Int]
  let numbers: [[Double]?]

  init?(_ prompt: Prompt) {
    let policy = prompt.policy
    guard policy.isEnumerable, policy is SoftmaxBandit || policy is SequencePolicy else {
      return nil
    }
    self.policy = ObjectIdentifier(type(of: policy))
    shape = [policy.vocabulary, policy.length, policy.endToken ?? -1]
    numbers =
      [policy.logits, prompt.rewards, prompt.oldLogits, prompt.referenceLogits]
      + (prompt.components.map { [$0.weights] + $0.values } ?? [])
  }
}
