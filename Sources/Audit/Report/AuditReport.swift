import GRPO

/// What is known of a run once all of it has been read.
public struct AuditReport: Sendable {
  /// Rows read.
  public let rows: Int
  /// How they were read.
  public let reading: RunReading
  /// The first group that is not as the formula has it: file and line.
  public let firstBroken: (file: Int, line: Int)?
  /// What each step holds, in the order of the log.
  public let steps: [StepSummary]
  /// Groups of more than one completion, and how many of each size.
  public let groups: Int
  /// Groups by their number of completions.
  public let groupSizes: [Int: Int]
  /// How many clusters the intervals rest on: prompts, or groups where prompts are not logged, and 65,536 where there are
  /// more.
  public let prompts: Int
  /// What was drawn of each, in the order in which they were met; nil where they are not logged, and beyond 65,536.
  public let promptSummaries: [PromptSummary]?
  /// What groups came to: all of them, or some evenly spread over the run.
  public let groupRecords: [GroupRecord]
  /// Rows without a score, and completions alone in their group.
  public let leftOut: Int
  /// Distinct rewards in increasing order; nil where there are more than 32.
  public let levels: [Double]?
  /// Groups whose rewards are all the same, as a share of all groups, by prompt.
  public let silentShare: ClusteredEstimate
  /// How many they are.
  public let silent: Int
  /// The share that groups of half, twice and four times the size would have; nil where pass rates do not tell.
  public let silentShares: [SilentShareOfSize]?
  /// Silent groups on the lowest and on the highest level; nil where rewards are no levels.
  public let allWrong, allRight: Int?
  /// Share of the energy of the logged advantages that is in silent groups; nil without advantages.
  public let silentEnergyShare: Double?
  /// Silent groups whose logged advantages are not 0, and the largest of these.
  public let residueGroups: Int
  /// The largest of their advantages.
  public let largestResidue: Double
  /// Mean reward.
  public let meanReward: Double
  /// Pairs of completions of a group with one text, as a share; nil where texts are not logged.
  public let equalTextShare: Double?
  /// How the size of the noise found changes over the run; nil for noise of one size, and for none.
  public let sigmaSchedule: SigmaSchedule?
  /// What noise would do.
  public let forecast: [ForecastEntry]
  /// What the noise of the latest steps does under this run's own advantage; nil without a schedule.
  public let latestNoise: ForecastEntry?
  /// What is odd about the log, a sentence each.
  public let remarks: [String]
  /// How the forecast was cut short, if it was.
  public let isThinned: Bool

  init(_ tally: RunTally, rows: Int) throws {
    self.rows = rows
    var reading = tally.reading
    reading.note(tally.check)
    self.reading = reading
    firstBroken = tally.check.firstBroken
    steps = tally.steps
    groups = tally.steps.reduce(0) { $0 + $1.groups }
    guard groups > 0 else {
      throw AuditError("no group has more than one completion with a score: nothing to compare")
    }
    groupSizes = tally.sizes
    prompts = tally.clusters.count
    let rates = tally.passRates()
    promptSummaries = tally.promptSummaries(rates)
    groupRecords = tally.records.records
    leftOut = tally.leftOut
    levels = tally.isContinuous ? nil : tally.kinds.levels.values.sorted()
    silent = tally.steps.reduce(0) { $0 + $1.silent }
    (allWrong, allRight) = tally.isContinuous ? (nil, nil) : tally.silentEnds()
    silentShare = .ratio(tally.clusterSilent, tally.clusterGroups, within: 0...1)!
    let usual = tally.sizes.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
    silentShares = tally.silentShares(
      [usual / 2, 2 * usual, 4 * usual].filter { $0 >= 2 }, rates)
    let energy = tally.steps.reduce(0) { $0 + $1.energy }
    silentEnergyShare =
      energy > 0 ? tally.steps.reduce(0) { $0 + $1.silentEnergy } / energy : nil
    residueGroups = tally.steps.reduce(0) { $0 + $1.residueGroups }
    largestResidue = tally.largestResidue
    meanReward =
      tally.steps.reduce(0) { $0 + $1.rewardSum }
      / Double(tally.steps.reduce(0) { $0 + $1.completions })
    equalTextShare = tally.pairs > 0 ? tally.equalPairs / tally.pairs : nil
    sigmaSchedule = SigmaSchedule(tally.steps.map { ($0.step, $0.noise) })
    let noises = Forecast(tally)
    forecast = noises.entries()
    latestNoise = sigmaSchedule.flatMap { noises.own(sigma: $0.last.sigma) }
    remarks = tally.remarks(rates)
    isThinned = tally.isContinuous && tally.sample.isThinned
  }
}

extension AuditReport {
  /// What to change, in order of what it brings; at most five.
  public var advice: [Advice] { summary.advice() }

  /// Standard deviation of the noise that the rewards already have; nil for none.
  public var noiseFound: Double? { reading.noiseFound }

  private var summary: RunSummary {
    let ends =
      if let allWrong, let allRight, allWrong + allRight > 0 {
        ": \(allWrong) all wrong, \(allRight) all right"
      } else { "" }
    let rule = reading.rule.flatMap { $0.aggregation == .summed ? $0.estimator : nil }
    let usual = groupSizes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    let larger = silentShares?.first { $0.groupSize == 2 * usual }
    return RunSummary(
      forecast: forecast, estimator: rule, presets: reading.presets.map(\.name),
      gap: levels.flatMap { levels in zip(levels, levels.dropFirst()).map { $1 - $0 }.min() },
      nearTie: nearTie, isBinary: levels.map { $0.count <= 2 } ?? false, noise: noiseSummary,
      mayHaveNoise: reading.noise.values.contains {
        if case .undecided = $0 { true } else { false }
      },
      silence: .init(
        share: silentShare,
        text:
          "\(silent) of \(groups) groups, \(RunSummary.words(silentShare)), taught nothing\(ends)",
        ends: allWrong.flatMap { wrong in
          allRight.map {
            (Double(wrong) / Double(max(1, silent)), Double($0) / Double(max(1, silent)))
          }
        },
        larger: larger.map { ($0.groupSize, $0.share) }),
      residue: residueGroups > 0
        ? .init(groups: residueGroups, largest: largestResidue, energyShare: silentEnergyShare)
        : nil,
      prompts: prompts, more: "Log more")
  }

  /// Two levels that differ by less than a twentieth of the range of all.
  private var nearTie: (low: Double, high: Double)? {
    guard let levels, let low = levels.first, let high = levels.last else { return nil }
    let place = levels.indices.dropLast().min { a, b in
      levels[a + 1] - levels[a] < levels[b + 1] - levels[b]
    }
    guard let place, levels[place + 1] - levels[place] < 0.05 * (high - low) else { return nil }
    return (levels[place], levels[place + 1])
  }

  private var noiseSummary: RunSummary.Noise? {
    guard let noiseFound else { return nil }
    let readings = reading.noise.sorted { $0.key < $1.key }.map(\.value)
    let columns = readings.compactMap { noise -> String? in
      if case .logged(let column, _) = noise { column } else { nil }
    }
    let text =
      sigmaSchedule.map { "\($0.last.text), \($0.first.text)" }
      ?? readings.compactMap(Self.size).joined(separator: " and ")
    return RunSummary.Noise(
      sigma: sigmaSchedule?.last.sigma ?? noiseFound, text: text, entry: latestNoise,
      rawColumns: columns)
  }

  /// Sigma of a noisy column with its interval.
  private static func size(_ noise: NoiseReading) -> String? {
    let (sigma, low, high): (Double, Double, Double)
    switch noise {
    case .found(let fit), .logged(_, let fit):
      (sigma, low, high) = (fit.sigma, fit.interval.lowerBound, fit.interval.upperBound)
    case .addedAfterLogging(let found, let margin, _):
      (sigma, low, high) = (found, found - margin, found + margin)
    case .none, .shaping, .undecided: return nil
    }
    return
      "sigma \(Significant.text(sigma)) (\(Significant.text(low)) to \(Significant.text(high)))"
  }
}
