import Dispatch
import GRPO
import Synchronization

/// Exact laws for several prompts and settings, with what they share worked out once.
struct ExactGrid: Sendable {
  let set: ProblemSet
  /// Of the prompts asked for, in order.
  private let prompts: [PromptTable]
  /// Shared by settings of the same group size; others make their own.
  private let spherical: [Int: SphericalTable]

  init(_ set: ProblemSet, prompts: [Int], settings: [Setting], withCurvature: Bool = false) {
    self.set = set
    self.prompts = prompts.map {
      PromptTable(set.problems[$0], settings: settings, withCurvature: withCurvature)
    }
    let dimensions = Set(settings.compactMap(\.sphericalDimension))
    spherical = Dictionary(
      uniqueKeysWithValues: dimensions.map { ($0, SphericalTable(dimension: $0)) })
  }

  /// By setting, then prompt; settings are spread over threads.
  func moments(_ settings: [Setting], threads: Int) throws -> [[ExactMoments]] {
    let results = Mutex<[Result<[ExactMoments], any Error>?]>(
      Array(repeating: nil, count: settings.count))
    let workers = Swift.max(1, Swift.min(threads, settings.count))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: settings.count, by: workers) {
        let result = Result { try moments(settings[index]) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { try $0.map { try $0!.get() } }
  }

  /// One setting, by prompt.
  func moments(_ setting: Setting) throws -> [ExactMoments] {
    var known: [LawKey: SharedLaw] = [:]
    return try prompts.map { prompt in
      let silent = prompt.table.probabilities.reduce(0) { $0 + power($1, setting.groupSize) }
      let key = LawKey(levels: prompt.table.rewards, parts: prompt.parts)
      let law = try known[key] ?? sharedLaw(setting, prompt)
      known[key] = law?.binary == nil ? nil : law
      return try prompt.moments(law, setting: setting, silentFraction: silent)
        ?? ExactMoments(
          expectedGradient: nil, secondMoment: nil, silentFraction: silent, shrinkage: nil)
    }
  }

  private func sharedLaw(_ setting: Setting, _ prompt: PromptTable) throws -> SharedLaw? {
    guard
      let choice = try LawChoice(
        set, table: prompt.table, setting: setting, parts: prompt.parts, spherical: spherical)
    else { return nil }
    do {
      return try SharedLaw(choice, prompt, setting: setting)
    } catch is NoExactValue {
      return nil
    }
  }

  /// What decides the law of a setting; only two levels are worth sharing.
  private struct LawKey: Hashable {
    let levels: [Double]
    let parts: Int
  }
}

extension Setting {
  /// Dimension of the spherical law behind this setting; nil where it has another.
  var sphericalDimension: Int? {
    guard dither.family == .gaussian, !isUndithered, advantage.stabilizer == 0 else { return nil }
    switch advantage.kind {
    case .standardized: return groupSize - 1
    case .batchStandardized: return groupSize * batchGroups - 1
    default: return nil
    }
  }
}
