import ArgumentParser
import Audit
import GRPO
import Logs

/// A log, and what is known about it besides.
struct LogOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A log, a folder of one run, or - for standard input; .gz and .zst too.", valueName: "run"),
    completion: .file())
  var run: [String]

  @Option(
    help: ArgumentHelp(
      """
      The system that wrote it: \(RolloutFormat.allCases.map(\.rawValue).joined(separator: ", ")) \
      (default: by the keys of the first record).
      """, valueName: "name"), completion: .list(RolloutFormat.allCases.map(\.rawValue)))
  var formatOf: String?

  @Option(
    help: ArgumentHelp(
      """
      Columns by what they are: reward=score,group=uid; of \
      \(Role.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "what=column,..."))
  var map: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows of a group, where nothing else tells.", valueName: "G"))
  var groupSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What each reward column counts in the sum (default: found from the advantages).",
      valueName: "w,w,..."))
  var weights: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rewards without noise, where they are known: 0,1 (default: found).", valueName: "r,r,..."))
  var levels: NumberList?

  @Option(
    help: ArgumentHelp(
      "The system's advantage, where the log holds none: \(AdvantagePreset.all.map(\.name).prefix(6).joined(separator: ", ")), ...",
      valueName: "name"), completion: .list(AdvantagePreset.all.map(\.name)))
  var advantage: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Noise to forecast, reward units: a list or range (default 0.005,0.05,0.3).",
      valueName: "list"), transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @Flag(
    help: "Of a step that is logged twice, as after a restart, the last counts (default: both).")
  var latest = false

  /// Which steps count, after a first reading; nil for all.
  func latestSteps(isGrowing: Bool) throws -> LatestSteps? {
    guard latest else { return nil }
    guard !run.contains("-") else { throw UsageError("--latest: standard input is read once") }
    let reader = try reader(isGrowing: isGrowing, hashesFiles: false)
    do {
      return try LatestSteps(reader)
    } catch {
      throw FileError("\(error)")
    }
  }

  /// The files of the log, to be read one by one.
  ///
  /// - Parameter option: that asks for it.
  func files(for option: String) throws -> RolloutFiles {
    guard !run.contains("-") else {
      throw UsageError("\(option): standard input is read once: save it in a file")
    }
    let options = try readingOptions()
    do {
      return try RolloutFiles(run, options: options)
    } catch {
      throw FileError("\(error)")
    }
  }

  /// The reader, at the first record.
  func reader(isGrowing: Bool, hashesFiles: Bool) throws -> RolloutReader {
    let options = try readingOptions()
    do {
      return try RolloutReader(
        run, options: options, isGrowing: isGrowing, hashesFiles: hashesFiles)
    } catch {
      throw FileError("\(error)")
    }
  }

  private func readingOptions() throws -> RolloutOptions {
    let format = try formatOf.map { name -> RolloutFormat in
      let known = try Names.one(
        name, among: RolloutFormat.allCases.map(\.rawValue), option: "--format-of")
      return RolloutFormat(rawValue: known)!
    }
    let roles = try usage("--map") { try map.map { try RolloutOptions.map($0) } ?? [:] }
    return RolloutOptions(format: format, map: roles)
  }

  /// What the audit is told.
  func options(columns: [String]) throws -> AuditOptions {
    var options = AuditOptions()
    if let groupSize {
      guard groupSize >= 2 else { throw UsageError("--group-size: at least 2, got \(groupSize)") }
      options.groupSize = groupSize
    }
    if let weights = weights?.values {
      guard weights.count == columns.count, weights.contains(where: { $0 != 0 }) else {
        throw UsageError(
          "--weights: one for each of \(columns.joined(separator: ", ")), not all 0; got \(weights.count)"
        )
      }
      options.weights = weights
    }
    if let levels = levels?.values {
      guard Set(levels).count == levels.count, levels.count > 1 else {
        throw UsageError("--levels: at least two different rewards")
      }
      options.levels = levels
    }
    if let advantage {
      let name = try Names.one(
        advantage, among: AdvantagePreset.all.map(\.name), option: "--advantage")
      options.advantage = try usage("--advantage") { try AdvantagePreset(name: name) }
    }
    if let sigma { options.sigmas = sigma.values.filter { $0 > 0 } }
    return options
  }

  /// Options that the log left without effect, a sentence each.
  func unused(_ reading: RunReading) -> [String] {
    var notes: [String] = []
    if let advantage, reading.verdict == .right,
      !reading.presets.contains(where: { $0.name == advantage })
    {
      notes.append("--advantage \(advantage) is not used: the advantages of the log say otherwise")
    }
    if groupSize != nil, reading.keying == .key {
      notes.append("--group-size is not used: rows have a group key")
    }
    return notes
  }
}

extension RolloutFormat {
  /// The advantage of a system that logs none, if it changes nothing in its settings; nil where that is open.
  var usualAdvantage: AdvantagePreset? {
    switch self {
    case .verl, .verlV1: try? AdvantagePreset(name: "verl")
    case .tinker: try? AdvantagePreset(name: "tinker-cookbook")
    case .trl, .msSwift, .openInstruct, .nemoRL, .areal, .roll, .primeRL, .wandb, .neutral: nil
    }
  }
}
