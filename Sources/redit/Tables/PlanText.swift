import Analysis
import Audit
import Platform
import GRPO

/// A plan for people: one page.
struct PlanText {
  let plan: RunPlan
  /// The prompts, and where their pass rates come from: a file, or the command line.
  let source: String

  func text(_ format: OutputFormat, table: PlanTableChoice, width: Int?) throws -> String {
    switch (format, table) {
    case (.table, _): page(width: width)
    case (.csv, .forecast): AuditForecastTable.table.csv(plan.forecast)
    case (.csv, .sizes): PlanSizeTable.table.csv(plan.sizes)
    case (.json, .forecast): try AuditForecastTable.table.json(plan.forecast)
    case (.json, .sizes): try PlanSizeTable.table.json(plan.sizes)
    case (.markdown, .forecast): AuditForecastTable.table.markdown(plan.forecast)
    case (.markdown, .sizes): PlanSizeTable.table.markdown(plan.sizes)
    }
  }

  private func page(width: Int?) -> String {
    TextSection.page(
      [heading, planned],
      [groups, forecast, sizes, ForecastText.advice(plan.advice)].compactMap(\.self),
      notes: notes, width: width)
  }

  private var heading: String {
    switch plan.rates.source {
    case .exact: "\(source): taken for exact."
    case .posterior(let fit):
      "\(source): rates inferred, of Beta(\(Self.short(fit.alpha)), \(Self.short(fit.beta)))."
    case .flatPrior: "\(source): rates inferred, each as likely before."
    }
  }

  private static func short(_ value: Double) -> String { NumberText.printed("%.2g", value) }

  private var planned: String {
    let settings = plan.settings
    return
      "Plan: \(settings.preset), \(settings.estimator.law)"
      + (settings.dropsSilent ? ", raw silent groups dropped" : "")
      + "; \(settings.completions) completions a step, \(settings.groups) groups of \(settings.groupSize)."
  }

  private var notes: String {
    switch plan.rates.source {
    case .exact:
      "note: of few completions such rates make silent groups too many: a column completions tells how many"
    case .posterior: ""
    case .flatPrior(let reason): "note: \(reason)"
    }
  }

  private var groups: TextSection {
    let range =
      plan.silentShare.interval.map {
        " (\(Percent.text($0.lowerBound))% to \(Percent.text($0.upperBound))%, by prompt)"
      } ?? " (too few prompts for an interval)"
    let own = plan.sizes.first { $0.groupSize == plan.settings.groupSize }
    let largest = (own?.largestAdvantage).map {
      "; largest advantage \(NumberText.significant($0))"
    }
    return TextSection(
      title: "GROUPS",
      verdict:
        "\(Percent.text(plan.silentShare.value))% silent\(range): \(Percent.text(plan.allWrong.value))% all "
        + "wrong, \(Percent.text(plan.allRight.value))% all right\(largest ?? "")",
      lines: [])
  }

  private var forecast: TextSection? {
    guard !plan.forecast.isEmpty else { return nil }
    var lines = ForecastText(entries: plan.forecast).lines
    let own = plan.forecast.filter { $0.name == plan.forecast[0].name }
    if let entry = own.min(by: { abs($0.sigma - 0.05) < abs($1.sigma - 0.05) }),
      let share = entry.noiseShare
    {
      lines.append(ForecastText.ownLine(entry, share))
    }
    lines += plan.forecast.compactMap(\.gap).inOrderOfAppearance.map { "?: \($0)" }
    lines.append(
      "Scores of different completions are taken for uncorrelated (claim DistinctCompletions).")
    return TextSection(
      title: "FORECAST",
      verdict: "% of signal to noise kept under Gaussian noise of these sigmas (95%, by prompt)",
      lines: lines.map { ("", $0) })
  }

  private var sizes: TextSection {
    let sigma = plan.settings.sigmas.min { abs($0 - 0.05) < abs($1 - 0.05) }
    let columns =
      [("group size", false), ("groups", true), ("silent", true), ("no noise", true)]
      + (sigma.map { [("sigma \(NumberText.short($0))", true)] } ?? [])
      + [("larger is better beyond", true)]
    let rows = plan.sizes.filter { $0.sigma == 0 }.map { entry in
      let noisy = plan.sizes.first { $0.groupSize == entry.groupSize && $0.sigma == sigma }
      return ["\(entry.groupSize)", "\(entry.groups)", ForecastText.percent(entry.silentShare)]
        + [ForecastText.percent(entry.efficiency)]
        + (noisy.map { [ForecastText.percent($0.efficiency)] } ?? [])
        + [Self.words(entry.largerBeyond)]
    }
    let table = FittedTable(
      columns.map { FittedTable.Column(title: $0.0, isNumber: $0.1) }, rows: rows
    ).layout(.terminal, width: nil).table
    let scale =
      plan.settings.noiseScale.map { "at a noise scale of \(NumberText.short($0))" }
      ?? "if a step is all but noise"
    var lines = table.split(separator: "\n").map(String.init)
    if let best = plan.bestGroupSize {
      lines.append(
        "Best \(scale): \(best.size), and within 5% of it \(best.within.lowerBound) to "
          + "\(best.within.upperBound) (claim GroupSizeLaw).")
    }
    lines.append("S: the noise scale, completions of a prompt whose mean gradient is half signal.")
    if plan.settings.estimator.kind == .batchStandardized {
      lines.append("As of r - mean: the deviation of a batch is all but a constant.")
    }
    return TextSection(
      title: "SIZES",
      verdict:
        "\(plan.settings.completions) completions in groups of other sizes: % of the signal to noise with "
        + "known means",
      lines: lines.map { ("", $0) })
  }

  private static func words(_ scale: Double?) -> String {
    guard let scale else { return "" }
    return scale.isFinite ? "S = \(NumberText.short(scale.rounded()))" : "never"
  }
}
