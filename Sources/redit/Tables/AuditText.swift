import Analysis
import Audit
import Platform
import GRPO
import Logs

/// What a log is, in words.
struct LogWords {
  let format: String
  let files: [String]
  let notes: [String]

  init(_ schema: RolloutSchema, files: [String], notes: [String]) {
    format = schema.format.name
    self.files = files
    self.notes = notes
  }
}

/// An audit for people: one page.
struct AuditText {
  let report: AuditReport
  let log: LogWords

  func text(_ format: OutputFormat, table: AuditTableChoice, width: Int?) throws -> String {
    switch (format, table) {
    case (.table, _): page(width: width)
    case (.csv, .steps): AuditStepTable.table.csv(report.steps)
    case (.csv, .forecast): AuditForecastTable.table.csv(report.forecast)
    case (.json, .steps): try AuditStepTable.table.json(report.steps)
    case (.json, .forecast): try AuditForecastTable.table.json(report.forecast)
    case (.csv, .groups): AuditGroupTable.table.csv(groupLines)
    case (.json, .groups): try AuditGroupTable.table.json(groupLines)
    case (.markdown, .groups): AuditGroupTable.table.markdown(groupLines)
    case (.csv, .prompts): AuditPromptTable.table.csv(try prompts)
    case (.json, .prompts): try AuditPromptTable.table.json(try prompts)
    case (.markdown, .prompts): AuditPromptTable.table.markdown(try prompts)
    case (.markdown, .steps): AuditStepTable.table.markdown(report.steps)
    case (.markdown, .forecast): AuditForecastTable.table.markdown(report.forecast)
    }
  }

  var prompts: [PromptLine] {
    get throws {
      guard let prompts = report.promptSummaries else {
        throw FileError(
          "--table prompts: the log names no prompts (--map prompt=COLUMN), or more than 65,536")
      }
      return prompts.enumerated().map { place, summary in
        PromptLine(number: place + 1, file: log.files[summary.file], summary: summary)
      }
    }
  }

  var groupLines: [GroupLine] {
    report.groupRecords.map { GroupLine(file: log.files[$0.file], record: $0) }
  }

  private func page(width: Int?) -> String {
    let sections = [reading, groups, noise, forecast, advice].compactMap(\.self)
    return TextSection.page([heading], sections, notes: notes, width: width)
  }

  /// The log in one sentence.
  var heading: String {
    let steps = report.steps.compactMap(\.step)
    let range =
      if let first = steps.min(), let last = steps.max() {
        first == last ? ", step \(first)" : ", steps \(first) to \(last)"
      } else { "" }
    let sizes = report.groupSizes.sorted { $0.value > $1.value }
    let size =
      sizes.count == 1 ? " of \(sizes[0].key)" : ", most of \(sizes[0].key) (\(sizes.count) sizes)"
    let files = log.files.count == 1 ? "1 file" : "\(log.files.count) files"
    return
      "\(log.format) completions: \(files), \(report.rows) rows\(range), \(report.groups) groups\(size), "
      + (report.reading.hasPrompts
        ? "\(report.promptSummaries == nil ? "more than " : "")\(report.prompts) prompts."
        : "taken for independent: no prompts.")
  }

  /// The run as far as it is there, in one line.
  var line: String {
    let last = report.steps.last
    let step = last?.step.map { "step \($0)" } ?? "\(report.rows) rows"
    let own = last?.meanReward.map { ", mean reward \(NumberText.short($0))" } ?? ""
    let silent = last?.silentShare.map { "silent \(percent($0))%" } ?? "no group with rewards"
    return
      "\(step): \(silent)\(own); \(report.groups) groups so far: silent "
      + "\(percent(report.silentShare.value))%\(range(report.silentShare)); \(verdictWords)"
  }

  /// What the page says below its sections.
  private var allNotes: [String] { log.notes + report.remarks + leftOut + thinned }

  /// What of that concerns the rows of a table.
  func notes(beside table: AuditTableChoice) -> [String] {
    table == .forecast ? allNotes : log.notes + report.remarks + leftOut
  }

  private var thinned: [String] {
    report.isThinned
      ? ["the forecast is of some 4,000 groups, evenly spread: rewards are no levels"] : []
  }

  private var leftOut: [String] {
    switch report.leftOut {
    case 0: []
    case 1: ["1 row without a score or a group was left out"]
    default: ["\(report.leftOut) rows without a score or a group were left out"]
    }
  }

  private var notes: String {
    allNotes.map { "note: \($0)" }.joined(separator: "\n")
  }
}

// MARK: - Reading

extension AuditText {
  private var reading: TextSection {
    let reading = report.reading
    return TextSection(
      title: "READING", verdict: verdictWords,
      lines: [
        ("advantage", advantageWords), ("reward", rewardWords), ("groups", reading.keying.text),
      ])
  }

  /// What was found in the log, by label.
  var readingLines: [(label: String, text: String)] {
    [("verdict", verdictWords)] + reading.lines
      + [("noise", ([noise.verdict] + noise.lines.map(\.text)).joined(separator: ". "))]
      + (notes.isEmpty ? [] : [("notes", notes)])
  }

  /// The figures that count most.
  var cards: [(title: String, value: String)] {
    let own = report.forecast.first { $0.sigma == 0.05 }
    return [
      ("Reading", verdictWords),
      ("Silent groups", "\(report.silent) of \(report.groups)\(range(report.silentShare))"),
      ("Noise", noise.verdict),
    ] + (own.map { [("Kept at sigma .05, \($0.name)", words($0.kept))] } ?? [])
  }

  /// `65% (49% to 81%)`.
  private func words(_ estimate: ClusteredEstimate?) -> String {
    guard let estimate else { return "unknown" }
    guard let interval = estimate.interval else { return "\(percent(estimate.value))%" }
    return
      "\(percent(estimate.value))% (\(percent(interval.lowerBound))% to \(percent(interval.upperBound))%)"
  }

  /// Whether the log was read right.
  var verdictWords: String {
    switch report.reading.verdict {
    case .right:
      report.reading.illConditionedGroups > 0
        ? "right; in \(report.reading.illConditionedGroups) groups rounding decides" : "right"
    case .unknownAdvantage: "the advantages are of no formula that is known"
    case .broken(let groups):
      "WRONG in \(groups) groups"
        + (report.firstBroken.map { ", the first at \(log.files[$0.file]):\($0.line)" } ?? "")
    case .notCheckable(let reason): "not to be verified: \(reason)"
    }
  }

  private var advantageWords: String {
    let reading = report.reading
    guard let rule = reading.rule else { return "unknown (--advantage names it)" }
    let names = reading.presets.map(\.name)
    let preset =
      names.isEmpty
      ? "" : names.count == 1 ? ": preset \(names[0])" : ": " + names.joined(separator: " or ")
    let fitted =
      reading.fit?.fittedStabilizer.map { " (eps fitted \(NumberText.short($0)))" } ?? ""
    let met =
      reading.comparedCount > 0
      ? "; \(reading.comparedCount) advantages met to "
        + NumberText.printed("%.1e", reading.largestDifference) : ""
    let others = reading.fit?.alternatives.map(\.text).inOrderOfAppearance ?? []
    let untold =
      others.isEmpty ? "" : "; not to be told from \(others.joined(separator: ", ")) here"
    let assumed =
      if case .notCheckable = reading.verdict {
        ", taken for granted (--advantage names another)"
      } else { "" }
    return rule.law + fitted + preset + met + untold + assumed
  }

  private var rewardWords: String {
    let used = report.reading.columns.indices.filter { report.reading.reward.weights[$0] != 0 }
    let names = used.map { k in
      let weight = report.reading.reward.weights[k]
      return (weight == 1 ? "" : "\(NumberText.short(weight)) ") + report.reading.columns[k]
    }
    let others = report.reading.columns.indices.filter { !used.contains($0) }
    let aside =
      others.isEmpty
      ? ""
      : "; not part of it: " + others.map { report.reading.columns[$0] }.joined(separator: ", ")
    return names.joined(separator: " + ") + aside
  }
}

// MARK: - Groups and noise

extension AuditText {
  private func percent(_ share: Double) -> String { Percent.text(share) }

  /// What the intervals rest on.
  private var cluster: String {
    report.reading.hasPrompts ? "by prompt" : "groups as independent"
  }

  private func range(_ estimate: ClusteredEstimate) -> String {
    estimate.interval.map {
      " (\(percent($0.lowerBound))% to \(percent($0.upperBound))%, \(cluster))"
    }
      ?? " (too few prompts for an interval)"
  }

  private var groups: TextSection {
    let share = report.silentShare
    let ends =
      if let wrong = report.allWrong, let right = report.allRight, report.silent > 0 {
        ": \(wrong) all wrong, \(right) all right"
      } else { "" }
    var lines = stepLines
    if let energy = report.silentEnergyShare { lines.append(("", energyWords(energy))) }
    if let shares = report.silentShares, !shares.isEmpty {
      lines.append(
        (
          "",
          "Of other sizes: "
            + shares.map { "G \($0.groupSize) \(percent($0.share))%" }.joined(separator: ", ")
            + " (pass rates of prompts as a beta law)."
        ))
    }
    return TextSection(
      title: "GROUPS",
      verdict:
        "\(report.silent) of \(report.groups) silent, \(percent(share.value))%\(range(share))\(ends)",
      lines: lines)
  }

  private func energyWords(_ share: Double) -> String {
    if share == 0 { return "Silent groups carry none of the energy of the advantages." }
    let isResidue = report.residueGroups > 0 && report.noiseFound == nil
    return "Silent groups carry \(percent(share))% of the energy of the advantages"
      + (isResidue
        ? ": residue of single precision in \(report.residueGroups) groups, up to "
          + "\(NumberText.short(report.largestResidue))." : ".")
  }

  /// At most eight steps, evenly spread.
  private var stepLines: [(label: String, text: String)] {
    let steps = report.steps
    guard steps.count > 1 else {
      return [("mean reward", NumberText.short(report.meanReward))]
    }
    let count = min(8, steps.count)
    let shown = (0..<count).map { steps[$0 * (steps.count - 1) / max(1, count - 1)] }
    let row = { (cells: [String]) in
      cells.map { String(repeating: " ", count: max(0, 6 - $0.count)) + $0 }.joined(separator: " ")
    }
    let number = { (value: Double?) in value.map { NumberText.printed("%.3f", $0) } ?? "-" }
    return [
      ("step", row(shown.map { $0.step.map(String.init) ?? "?" })),
      ("silent", row(shown.map { number($0.silentShare) })),
      ("mean reward", row(shown.map { number($0.meanReward) })),
    ]
  }

  private var noise: TextSection {
    let entries = report.reading.noise.sorted { $0.key < $1.key }
    let isOne = entries.count == 1
    let words = entries.map { column, reading in
      (isOne ? "" : report.reading.columns[column] + ": ") + NoiseText.words(reading)
    }
    let sizes = NoiseText.sizes(report)
    return TextSection(
      title: "NOISE", verdict: words.first ?? "not looked for",
      lines: (words.dropFirst() + sizes).map { ("", $0) })
  }
}

// MARK: - Forecast and advice

extension AuditText {
  private var forecast: TextSection? {
    guard !report.forecast.isEmpty else { return nil }
    let gaps = report.forecast.compactMap(\.gap).inOrderOfAppearance
    var lines = ForecastText(entries: report.forecast).lines
    if let own = report.forecast.first(where: { $0.sigma == 0.05 }), let share = own.noiseShare {
      lines.append(ForecastText.ownLine(own, share))
    }
    lines += gaps.map { "?: \($0)" }
    if let equal = report.equalTextShare {
      lines.append(
        "Completions differ in \(NumberText.printed("%.1f", 100 * (1 - equal)))% of pairs: their scores count as "
          + "uncorrelated (DistinctCompletions).")
    }
    return TextSection(
      title: "FORECAST",
      verdict: "% of signal to noise kept under Gaussian noise of these sigmas (95%, \(cluster))",
      lines: lines.map { ("", $0) })
  }

  private var advice: TextSection? {
    ForecastText.advice(report.advice)
  }
}
