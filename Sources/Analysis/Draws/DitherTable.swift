import GRPO

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
