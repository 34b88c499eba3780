import Analysis
import Training

/// Lists of names, by comma.
extension Names {
  /// The names in these values, each of which may be a list; none twice, or rows could not be told
  /// apart.
  static func list(
    _ values: [String], among known: [String], option: String
  ) throws -> [String] {
    let names = try values.flatMap { value in
      try value.split(separator: ",", omittingEmptySubsequences: false).map {
        try one($0.trimmingSpaces, among: known, option: option)
      }
    }
    try refuseRepeated(names, option: option)
    return names
  }

  /// Refuses a value that stands twice in a list.
  static func refuseRepeated<Value: Hashable>(_ values: [Value], option: String) throws {
    var seen: Set<Value> = []
    if let repeated = values.first(where: { !seen.insert($0).inserted }) {
      throw UsageError("\(option): \(repeated) is listed twice")
    }
  }

  /// The schedules of the noise, or else the constant one.
  static func schedules(_ values: [String]) throws -> [DitherSchedule] {
    let known = DitherSchedule.all.map(\.name)
    let names = try list(values, among: known, option: "--schedule")
    return try usage("--schedule") {
      try (names.isEmpty ? ["constant"] : names).map { try DitherSchedule(name: $0) }
    }
  }

  /// The claims named, or else all.
  static func claims(_ values: [String]) throws -> [Claim] {
    let names = try list(values, among: Claim.catalogue.map(\.name), option: "--claim")
    return try usage("--claim") {
      try names.isEmpty
        ? Claim.catalogue : names.map { try Claim.named($0, in: Claim.catalogue) }
    }
  }
}
