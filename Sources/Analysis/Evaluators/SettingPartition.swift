import GRPO

/// Which settings share a panel, and which go one by one.
struct SettingPartition {
  private(set) var panels: [(key: PanelKey, members: [Int])] = []
  private(set) var general: [Int] = []

  init(_ settings: [Setting], dithers: [Int], levels: [Double], isForcedGeneral: Bool) {
    var byKey: [PanelKey: [Int]] = [:]
    for (s, setting) in settings.enumerated() {
      // Panels know a norm as a polynomial in sigma, of which a near-tie leaves rounding only.
      let mayTie = setting.ties(levels: levels)?.hasNearTies ?? false
      if !isForcedGeneral, !mayTie, let key = PanelKey(setting, dither: dithers[s]) {
        byKey[key, default: []].append(s)
      } else {
        general.append(s)
      }
    }
    // The order of a dictionary changes from run to run.
    panels = byKey.sorted { $0.value[0] < $1.value[0] }.map { ($0.key, $0.value) }
  }

  /// True when no setting looks at completions or at other groups.
  var areCountsEnough: Bool { general.isEmpty && !panels.contains { $0.key.usesBatch } }
}
