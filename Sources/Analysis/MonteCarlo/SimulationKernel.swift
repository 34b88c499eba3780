import GRPO
import GSL

/// The inner loop: draws groups and adds up, for every setting, the vector
///
///     (g_1 ... g_P, norm(g)^2, silent, max |A|)
///
/// in blocks. Buffers are made once; nothing is allocated per group.
struct SimulationKernel {
  /// As the simulation sees it: with the planted error, if there is one.
  private let problem: Problem
  private let contrasts: [Contrast]
  private let dropsSilentGroups: Bool
  private var sampler: GroupSampler
  private var panels: [AffinePanel] = []
  private var general: GeneralPath
  private(set) var accumulators: [MomentAccumulator]
  private var sums: [[Double]]
  private var penalty: [Double]?
  private var tracker: GroupTracker?

  init(_ plan: Simulation, prompt index: Int) throws {
    let planted = plan.plantedError
    let original = plan.set.problems[index]
    problem = planted?.apply(to: original, groupSize: plan.groupSize) ?? original
    contrasts = plan.contrasts
    dropsSilentGroups = plan.dropsSilentGroups || planted == .silentGroupsDropped
    let settings = plan.settings.map { planted?.apply(to: $0) ?? $0 }
    let dithers = DitherTable(settings)
    sampler = try GroupSampler(plan, problem: problem, dithers: dithers.distinct)
    let paths = Paths(
      settings, dithers: dithers.index,
      isForcedGeneral: problem.isClipped || plan.isGeneral || planted?.changesAdvantages == true)
    panels = paths.panels.map {
      AffinePanel(
        members: $0, settings: settings, dither: dithers.index[$0[0]],
        parameterCount: plan.set.problems[index].parameterCount)
    }
    general = GeneralPath(
      members: paths.general, settings: settings, dithers: dithers.index, problem: problem,
      groupSize: plan.groupSize, planted: planted)
    let dimension = problem.parameterCount + Coordinate.extra
    sums = Array(repeating: Array(repeating: 0, count: dimension), count: settings.count)
    accumulators = Array(
      repeating: MomentAccumulator(dimension: dimension), count: settings.count + contrasts.count)
    if problem.penalty != nil { penalty = Array(repeating: 0, count: problem.parameterCount) }
    tracker = plan.trackedDirections.map {
      GroupTracker(directions: $0, settings: settings.count, contrasts: contrasts)
    }
  }

  /// Simulates `count` groups and closes a block.
  mutating func runBlock(count: Int, using stream: inout RandomStream) {
    for _ in 0..<count {
      sampler.draw(using: &stream)
      gatherPenalty()
      let isDropped = dropsSilentGroups && sampler.isSilent
      for p in panels.indices {
        panels[p].add(sampler, rows: problem.positive, penalty: penalty, isDropped: isDropped)
        if tracker != nil { panels[p].track(&tracker!, penalty: penalty) }
      }
      general.add(sampler, penalty: penalty, isDropped: isDropped, tracker: &tracker)
      tracker?.closeGroup()
    }
    collectSums()
    for s in sums.indices { accumulators[s].add(blockSum: sums[s], count: count) }
    for (c, contrast) in contrasts.enumerated() {
      var difference = sums[contrast.setting]
      add(sums[contrast.baseline], scale: -1, to: &difference)
      accumulators[sums.count + c].add(blockSum: difference, count: count)
    }
    guard tracker != nil else { return }
    for i in accumulators.indices { accumulators[i].add(squares: tracker!.take(i)) }
  }

  private mutating func gatherPenalty() {
    guard let rows = problem.penalty, penalty != nil else { return }
    for j in penalty!.indices { penalty![j] = 0 }
    let share = 1 / Double(sampler.outcomes.count)
    for outcome in sampler.outcomes { rows.add(outcome, scale: share, to: &penalty!) }
  }

  private mutating func collectSums() {
    for panel in panels {
      for (position, s) in panel.members.enumerated() {
        panel.takeSums(of: position, into: &sums[s])
        accumulators[s].note(maximum: panel.maximum(of: position))
      }
    }
    for (position, s) in general.members.enumerated() {
      general.takeSums(of: position, into: &sums[s])
      accumulators[s].note(maximum: general.maximum(of: position))
    }
  }
}

/// Positions of the scalar coordinates behind the gradient's P.
enum Coordinate {
  static let square = 0
  static let silent = 1
  static let largest = 2
  static let extra = 3
}

/// The distinct dithers of some settings: settings that share one share its draws.
struct DitherTable {
  private(set) var distinct: [Dither] = []
  private(set) var index: [Int] = []

  init(_ settings: [Setting]) {
    for setting in settings {
      if let known = distinct.firstIndex(of: setting.dither) {
        index.append(known)
      } else {
        index.append(distinct.count)
        distinct.append(setting.dither)
      }
    }
  }
}

/// Which settings share a panel, and which go one by one.
struct Paths {
  private(set) var panels: [[Int]] = []
  private(set) var general: [Int] = []

  init(_ settings: [Setting], dithers: [Int], isForcedGeneral: Bool) {
    var byKey: [[Int]: [Int]] = [:]
    for (s, setting) in settings.enumerated() {
      if !isForcedGeneral, let key = AffinePanel.key(setting, dither: dithers[s]) {
        byKey[key, default: []].append(s)
      } else {
        general.append(s)
      }
    }
    panels = byKey.values.sorted { $0[0] < $1[0] }
  }
}
