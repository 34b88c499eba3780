import GRPO
import Policies

/// Puts exact and simulated moments together as rows.
///
/// A class, which rows without a simulation ask for their batch (`RowFigures`).
final class RowBuilder: Sendable {
  let set: ProblemSet
  /// As they were asked for.
  private let asked: [SharedSetting]
  /// As laws and simulations know them.
  let settings: [Setting]
  private let sampling: Sampling
  /// By prompt, then setting.
  private let exact: [[ExactMoments]]
  private let simulated: [SimulatedPrompt]?
  /// By setting, of a prompt alone; nil where groups of a batch are independent.
  private let batches: [BatchSquares?]
  let learningRate: Double?
  /// By prompt; empty without a simulation.
  private let reliability: [Reliability]
  /// Of equal prompts the first one, and how many there are.
  let firsts, counts: [Int]
  /// Of each of the first ones alone, and of the set.
  private let frames: [ExactFrame]
  private let setFrame: ExactFrame
  /// By setting: why E norm(g)^2 does not exist; empty where it does.
  private let infiniteSquares: [[String]]
  /// By prompt: whether it has a gradient at all, which a policy that always answers alike has not.
  private let scatters: [Bool]
  /// By prompt: its name, and whether gradients have a number for each parameter. Of a policy of too many completions
  /// they have coordinates, which nobody could read.
  private let names: [String]
  private let areEnumerable: [Bool]

  /// - Parameters:
  ///   - drawn: the prompts as they were simulated; nil for those of the set.
  ///   - knowledge: what errors are judged by.
  init(
    set: ProblemSet, drawn: ProblemSet? = nil, settings: [Setting], sampling: Sampling,
    exact: [[ExactMoments]], simulated: [SimulatedPrompt]?, batches: [BatchSquares?],
    learningRate: Double?, knowledge: Reliability.Knowledge = .all()
  ) throws {
    self.set = set
    asked = settings.map { SharedSetting($0) }
    let known = try settings.map { try $0.resolved(for: set.components) }
    self.settings = known
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
    frames = set.distinct.map { ExactFrame([(1, $0.valueGradient)]) }
    setFrame = ExactFrame(set.distinct.map { ($0.weight, $0.valueGradient) })
    infiniteSquares = known.map {
      let order = MomentOrder($0)
      return order.hasSquare ? [] : order.notes
    }
    scatters = set.problems.map { $0.probabilities.count { $0 > 0 } > 1 }
    names = set.problems.map(\.name)
    areEnumerable = set.problems.map(\.isEnumerable)
    reliability = zip((drawn ?? set).problems, simulated ?? []).map { problem, found in
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

  func rows(_ q: Int) -> [SweepRow] { settings.indices.map { row(q, $0) } }

  /// Of a prompt at a setting.
  func row(_ q: Int, _ s: Int) -> SweepRow {
    let found = simulated?[q].settings[s]
    let part = simulatedPart(q, s, weight: 1)
    let law = exact[q][s]
    let place = set.places[q]
    let isEnumerable = areEnumerable[q]
    let total = ExactTotal(frames[place], hasInfiniteSquare: hasInfiniteSquare(q, s)) { _ in law }
    let figures = RowFigures(
      asked[s], groups: found?.count ?? 0, seed: sampling.seed,
      simulated: part.map {
        GradientSummary([$0], valueNorm: valueNorm(q), count: found?.count ?? 0)
      },
      exact: ExactValues(total, silentFraction: law.silentFraction),
      isShared: simulated == nil && counts[place] > 1, law: law,
      expectedGradient: isEnumerable ? found?.expectedGradient : nil,
      hasParameters: isEnumerable,
      improvement: improvement(q, s), improvementRest: improvementRest(q, s),
      batch: part.map { RowFigures.BatchSource.known(batch(q, s, [$0])) }
        ?? .exact(self, prompt: q, setting: s))
    let reasons = hasInfiniteSquare(q, s) ? infiniteSquares[s] : law.notes
    var notes = RowNotes.row(reasons, total, part)
    if sharesBatch(q, s) {
      notes.append("groups of several prompts share a batch: its variance stands with the set")
    } else if let note = batches[s]?.note {
      notes.append(note)
    }
    return SweepRow(policy: names[q], figures: figures, notes: notes)
  }

  private func valueNorm(_ q: Int) -> Double {
    let gradient = set.problems[q].valueGradient
    return dot(gradient, gradient).squareRoot()
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
    let prompts = set.problems.indices
    let parts =
      simulated == nil
      ? [] : prompts.compactMap { simulatedPart($0, s, weight: set.problems[$0].weight) }
    let groups = simulated.flatMap { $0.map { $0.settings[s].count }.max() } ?? 0
    let total = ExactTotal(
      setFrame, hasInfiniteSquare: firsts.contains { hasInfiniteSquare($0, s) }
    ) { exact[firsts[$0]][s] }
    var silent = 0.0
    for (place, first) in firsts.enumerated() {
      silent += setFrame.weights[place] * exact[first][s].silentFraction
    }
    let figures = RowFigures(
      asked[s], groups: groups, seed: sampling.seed,
      simulated: parts.isEmpty
        ? nil : GradientSummary(parts, valueNorm: setValueNorm, count: groups),
      exact: ExactValues(total, silentFraction: silent), isShared: false,
      batch: parts.isEmpty
        ? .exact(self, prompt: nil, setting: s) : .known(batch(nil, s, parts)))
    let hasNotes = firsts.contains { !exactNotes($0, s).isEmpty }
    return SweepRow(
      policy: "all", figures: figures,
      notes: RowNotes.row(
        hasNotes ? zip(firsts, counts).map { (exactNotes($0, s), $1) } : [], total, parts))
  }

  private var setValueNorm: Double {
    self.set.distinct.reduce(0) {
      $0 + $1.weight * dot($1.valueGradient, $1.valueGradient)
    }.squareRoot()
  }

  /// Groups of several prompts share their batch.
  private func sharesBatch(_ q: Int?, _ s: Int) -> Bool {
    q != nil && settings[s].advantage.kind == .batchStandardized && set.problems.count > 1
  }

  /// The batches of a prompt, or of the set, by their exact laws alone; nil where a prompt has none of its own.
  func batch(_ q: Int?, _ s: Int) -> BatchSummary? { batch(q, s, nil) }

  private func batch(_ q: Int?, _ s: Int, _ parts: [PromptMoments]?) -> BatchSummary? {
    if sharesBatch(q, s) { return nil }
    let law =
      if let q {
        exactMoments(q, s)
      } else {
        zip(firsts, set.distinct).reduce(GradientMoments.none as GradientMoments?) { total, one in
          guard var total, let moments = exactMoments(one.0, s) else { return nil }
          total.add(moments, weight: one.1.weight)
          return total
        }
      }
    return BatchSummary(
      groups: settings[s].batchGroups, exact: law, simulated: parts?.total,
      count: simulated?[0].settings[s].count ?? 0, squares: batches[s], isSet: q == nil)
  }

  private func simulatedPart(_ q: Int, _ s: Int, weight: Double) -> PromptMoments? {
    simulated.map {
      let found = $0[q].settings[s]
      let judged = reliability[q].judge(found.moments, settings[s], valueNorm: valueNorm(q))
      return PromptMoments(weight: weight, simulated: found, judged: judged)
    }
  }

  /// Whether E norm(g)^2 does not exist.
  private func hasInfiniteSquare(_ q: Int, _ s: Int) -> Bool {
    !infiniteSquares[s].isEmpty && scatters[q]
  }

  private func exactNotes(_ q: Int, _ s: Int) -> [String] {
    hasInfiniteSquare(q, s) ? infiniteSquares[s] : exact[q][s].notes
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
