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
    let law = exactPart(q, s, weight: 1)
    return SweepRow(
      policy: problem.name, setting: settings[s], groups: found?.count ?? 0, seed: sampling.seed,
      simulated: simulatedPart(q, s, weight: 1).map {
        Summary([$0], valueNorm: valueNorm, count: found?.count ?? 0)
      },
      exact: Summary([law], valueNorm: valueNorm, count: 0),
      expectedGradient: found?.expectedGradient,
      expectedGradientExact: exact[q][s].expectedGradient, shrinkage: exact[q][s].shrinkage,
      improvement: improvement(q, s),
      notes: RowNotes.prompt(exact[q][s], law.moments, valueNorm: valueNorm))
  }

  private func improvement(_ q: Int, _ s: Int) -> Double? {
    learningRate.flatMap { rate in
      StepImprovement(exact[q][s], set.problems[q])?.value(rate: rate)
    }
  }

  private func setRow(_ s: Int) -> SweepRow {
    let valueNorm = set.problems.reduce(0) {
      $0 + $1.weight * $1.weight * dot($1.valueGradient, $1.valueGradient)
    }.squareRoot()
    let prompts = set.problems.indices
    let parts = prompts.compactMap { simulatedPart($0, s, weight: set.problems[$0].weight) }
    let groups = prompts.compactMap { simulated?[$0].settings[s].count }.max() ?? 0
    let laws = prompts.map { exactPart($0, s, weight: set.problems[$0].weight) }
    return SweepRow(
      policy: "all", setting: settings[s], groups: groups, seed: sampling.seed,
      simulated: parts.isEmpty ? nil : Summary(parts, valueNorm: valueNorm, count: groups),
      exact: Summary(laws, valueNorm: valueNorm, count: 0),
      expectedGradient: nil, expectedGradientExact: nil, shrinkage: nil,
      notes: RowNotes.set(prompts.map { exact[$0][s] }, laws.total, valueNorm: valueNorm))
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

  /// Unknown moments are NaN, which a summary leaves out.
  private func exactPart(_ q: Int, _ s: Int, weight: Double) -> PromptMoments {
    let law = exact[q][s]
    let valueGradient = set.problems[q].valueGradient
    return PromptMoments(
      weight: weight,
      moments: GradientMoments(
        expectedGradient: law.expectedGradient ?? valueGradient.map { _ in .nan },
        secondMoment: law.secondMoment ?? .nan,
        valueGradient: valueGradient),
      silentFraction: Estimate(mean: law.silentFraction, standardError: 0, count: 0),
      largestAdvantage: nil, maximumAdvantage: nil)
  }
}
