/// Puts exact and simulated moments together as rows.
struct RowBuilder {
  let set: ProblemSet
  let settings: [Setting]
  let sampling: Sampling
  /// By prompt, then setting.
  let exact: [[ExactMoments]]
  let simulated: [SimulatedPrompt]?
  var learningRate: Double?

  func promptRows() -> [SweepRow] {
    set.problems.enumerated().flatMap { q, problem in
      let valueNorm = dot(problem.valueGradient, problem.valueGradient).squareRoot()
      return settings.indices.map { promptRow(q, problem, valueNorm: valueNorm, $0) }
    }
  }

  func setRows() -> [SweepRow] { settings.indices.map(setRow) }

  private func promptRow(
    _ q: Int, _ problem: Problem, valueNorm: Double, _ s: Int
  ) -> SweepRow {
    let found = simulated?[q].settings[s]
    let law = exact[q][s]
    let total = ExactTotal([(1, law, problem.valueGradient)])
    return SweepRow(
      policy: problem.name, setting: settings[s], groups: found?.count ?? 0, seed: sampling.seed,
      simulated: simulatedPart(q, s, weight: 1).map {
        Summary([$0], valueNorm: valueNorm, count: found?.count ?? 0)
      },
      exact: Summary(total, silentFraction: law.silentFraction),
      expectedGradient: found?.expectedGradient,
      expectedGradientExact: law.expectedGradient, shrinkage: law.shrinkage,
      improvement: improvement(q, s), notes: RowNotes.exact([law], total))
  }

  private func improvement(_ q: Int, _ s: Int) -> Double? {
    learningRate.flatMap { rate in
      let rise = StepImprovement(exact[q][s], set.problems[q])?.value(rate: rate)
      return rise?.isFinite == true ? rise : nil
    }
  }

  private func setRow(_ s: Int) -> SweepRow {
    let valueNorm = set.problems.reduce(0) {
      $0 + $1.weight * $1.weight * dot($1.valueGradient, $1.valueGradient)
    }.squareRoot()
    let prompts = set.problems.indices
    let parts = prompts.compactMap { simulatedPart($0, s, weight: set.problems[$0].weight) }
    let groups = prompts.compactMap { simulated?[$0].settings[s].count }.max() ?? 0
    let laws = prompts.map { exact[$0][s] }
    let total = ExactTotal(
      prompts.map { (set.problems[$0].weight, laws[$0], set.problems[$0].valueGradient) })
    let silent = prompts.reduce(0) { $0 + set.problems[$1].weight * laws[$1].silentFraction }
    return SweepRow(
      policy: "all", setting: settings[s], groups: groups, seed: sampling.seed,
      simulated: parts.isEmpty ? nil : Summary(parts, valueNorm: valueNorm, count: groups),
      exact: Summary(total, silentFraction: silent),
      expectedGradient: nil, expectedGradientExact: nil, shrinkage: nil,
      notes: RowNotes.exact(laws, total))
  }

  private func simulatedPart(_ q: Int, _ s: Int, weight: Double) -> PromptMoments? {
    simulated.map {
      let found = $0[q].settings[s]
      return PromptMoments(
        weight: weight, moments: found.moments, silentFraction: found.silentFraction,
        largestAdvantage: found.knowsAdvantages ? found.largestAdvantage : nil,
        maximumAdvantage: found.knowsAdvantages ? found.maximumAdvantage : nil)
    }
  }
}
