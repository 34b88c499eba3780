import GRPO
import Policies

/// Puts exact and simulated moments together as rows.
struct RowBuilder {
  let set: ProblemSet
  /// As they were asked for.
  let asked: [Setting]
  /// As laws and simulations know them.
  let settings: [Setting]
  let sampling: Sampling
  /// By prompt, then setting.
  let exact: [[ExactMoments]]
  let simulated: [SimulatedPrompt]?
  /// By setting, of a prompt alone; nil where groups of a batch are independent.
  let batches: [BatchSquares?]
  var learningRate: Double?
  /// By prompt; empty without a simulation.
  private let reliability: [Reliability]
  /// Of equal prompts the first one, and how many there are.
  let firsts, counts: [Int]

  /// - Parameter knowledge: what errors are judged by.
  init(
    set: ProblemSet, settings: [Setting], sampling: Sampling, exact: [[ExactMoments]],
    simulated: [SimulatedPrompt]?, batches: [BatchSquares?], learningRate: Double?,
    knowledge: Reliability.Knowledge = .all()
  ) throws {
    self.set = set
    asked = settings
    self.settings = try settings.map { try $0.resolved(for: set.components) }
    self.sampling = sampling
    self.exact = exact
    self.simulated = simulated
    self.batches = batches
    self.learningRate = learningRate
    var (firsts, counts) = ([Int](), [Int]())
    for (prompt, place) in set.places.enumerated() {
      // Places number distinct prompts in the order of their first: a new one is the next.
      if place == firsts.count {
        firsts.append(prompt)
        counts.append(0)
      }
      counts[place] += 1
    }
    (self.firsts, self.counts) = (firsts, counts)
    reliability = zip(set.problems, simulated ?? []).map { problem, found in
      Reliability(
        problem, groupSize: settings[0].groupSize, groups: found.settings[0].count,
        method: sampling.method, knowledge: knowledge)
    }
  }

  func promptRows() -> [SweepRow] {
    // Equal prompts have equal laws, but every prompt has a simulation of its own.
    guard simulated == nil else { return set.problems.indices.flatMap(rows) }
    let known = firsts.map(rows)
    return set.problems.indices.flatMap { q in
      known[set.places[q]].map { $0.renamed(set.problems[q].name) }
    }
  }

  func setRows() -> [SweepRow] { settings.indices.map(setRow) }

  func rows(_ q: Int) -> [SweepRow] {
    let valueGradient = set.problems[q].valueGradient
    let valueNorm = dot(valueGradient, valueGradient).squareRoot()
    return settings.indices.map { promptRow(q, set.problems[q], valueNorm: valueNorm, $0) }
  }

  private func promptRow(
    _ q: Int, _ problem: Problem, valueNorm: Double, _ s: Int
  ) -> SweepRow {
    let found = simulated?[q].settings[s]
    let part = simulatedPart(q, s, weight: 1)
    let law = exact[q][s]
    let total = ExactTotal(
      [(1, law, problem.valueGradient)], hasInfiniteSquare: hasInfiniteSquare(q, s))
    let isAlone = set.problems.count == 1
    let sharesBatch = settings[s].advantage.kind == .batchStandardized && !isAlone
    let figures = RowFigures(
      setting: asked[s], groups: found?.count ?? 0, seed: sampling.seed,
      simulated: part.map {
        GradientSummary([$0], valueNorm: valueNorm, count: found?.count ?? 0)
      },
      exact: GradientSummary(total, silentFraction: law.silentFraction),
      // Of a policy of too many completions they are coordinates, which nobody could read.
      expectedGradient: problem.policy.isEnumerable ? found?.expectedGradient : nil,
      expectedGradientExact: problem.policy.isEnumerable ? law.expectedGradient : nil,
      shrinkage: law.shrinkage,
      improvement: improvement(q, s), improvementRest: improvementRest(q, s),
      batch: sharesBatch
        ? nil : batch(s, exactMoments(q, s), part.map { [$0] }, isSet: false))
    return SweepRow(
      policy: problem.name, figures: figures,
      notes: RowNotes.row([(exactNotes(q, s), 1)], total, part.map { [$0] } ?? [])
        + (sharesBatch
          ? ["groups of several prompts share a batch: its variance stands with the set"]
          : [batches[s]?.note].compactMap { $0 }))
  }

  private func improvement(_ q: Int, _ s: Int) -> Double? {
    learningRate.flatMap { rate in
      let rise = StepImprovement(exact[q][s], set.problems[q])?.value(rate: rate)
      return rise?.isFinite == true ? rise : nil
    }
  }

  private func improvementRest(_ q: Int, _ s: Int) -> Double? {
    guard let learningRate, improvement(q, s) != nil else { return nil }
    return StepRemainder.bound(
      set.problems[q], settings[s], secondMoment: exact[q][s].secondMoment, rate: learningRate)
  }

  /// Equal prompts are taken together, so that the exact figures are those of one of the summed weight.
  func setRow(_ s: Int) -> SweepRow {
    let valueNorm = set.distinct.reduce(0) {
      $0 + $1.weight * dot($1.valueGradient, $1.valueGradient)
    }.squareRoot()
    let prompts = set.problems.indices
    let parts =
      simulated == nil
      ? [] : prompts.compactMap { simulatedPart($0, s, weight: set.problems[$0].weight) }
    let groups = simulated.flatMap { $0.map { $0.settings[s].count }.max() } ?? 0
    let distinct = zip(firsts, set.distinct)
    let total = ExactTotal(
      distinct.map { ($1.weight, exact[$0][s], $1.valueGradient) },
      hasInfiniteSquare: firsts.contains { hasInfiniteSquare($0, s) })
    let silent = distinct.reduce(0) { $0 + $1.1.weight * exact[$1.0][s].silentFraction }
    let law = distinct.reduce(GradientMoments.none as GradientMoments?) { total, one in
      guard var total, let moments = exactMoments(one.0, s) else { return nil }
      total.add(moments, weight: one.1.weight)
      return total
    }
    let figures = RowFigures(
      setting: asked[s], groups: groups, seed: sampling.seed,
      simulated: parts.isEmpty ? nil : GradientSummary(parts, valueNorm: valueNorm, count: groups),
      exact: GradientSummary(total, silentFraction: silent),
      batch: batch(s, law, parts.isEmpty ? nil : parts, isSet: true))
    return SweepRow(
      policy: "all", figures: figures,
      notes: RowNotes.row(
        zip(firsts, counts).map { (exactNotes($0, s), $1) }, total, parts))
  }

  private func batch(
    _ s: Int, _ law: GradientMoments?, _ parts: [PromptMoments]?, isSet: Bool
  ) -> BatchSummary {
    let total = parts?.total
    return BatchSummary(
      groups: settings[s].batchGroups, exact: law, simulated: total,
      count: simulated?[0].settings[s].count ?? 0, squares: batches[s], isSet: isSet)
  }

  private func simulatedPart(_ q: Int, _ s: Int, weight: Double) -> PromptMoments? {
    simulated.map {
      let found = $0[q].settings[s]
      let gradient = set.problems[q].valueGradient
      let judged = reliability[q].judge(
        found.moments, settings[s], valueNorm: dot(gradient, gradient).squareRoot())
      return PromptMoments(weight: weight, simulated: found, judged: judged)
    }
  }

  /// Whether E norm(g)^2 does not exist; a policy that always answers alike has no gradient at all.
  private func hasInfiniteSquare(_ q: Int, _ s: Int) -> Bool {
    !MomentOrder(settings[s]).hasSquare && set.problems[q].probabilities.count { $0 > 0 } > 1
  }

  private func exactNotes(_ q: Int, _ s: Int) -> [String] {
    hasInfiniteSquare(q, s) ? MomentOrder(settings[s]).notes : exact[q][s].notes
  }

  /// One group's moments as those of a batch are made of them; nil where one of them is unknown.
  private func exactMoments(_ q: Int, _ s: Int) -> GradientMoments? {
    let law = exact[q][s]
    guard let gradient = law.expectedGradient,
      let second = hasInfiniteSquare(q, s) ? .infinity : law.secondMoment
    else { return nil }
    return GradientMoments(
      expectedGradient: gradient, secondMoment: second, valueGradient: set.problems[q].valueGradient
    )
  }
}
