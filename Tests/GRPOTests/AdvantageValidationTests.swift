import GRPO
import Testing

@Suite struct AdvantageValidationTests {
  @Test(arguments: AdvantageKind.allCases)
  func `a kind is found by its name`(kind: AdvantageKind) throws {
    #expect(try AdvantageKind(name: kind.rawValue) == kind)
  }

  @Test func `an unknown kind is refused with the known names`() {
    let error = #expect(throws: GRPOError.self) { try AdvantageKind(name: "gae") }
    #expect(
      error?.description == "unknown advantage 'gae': expected one of reinforce, mean,"
        + " leave-one-out, standardized, batch-standardized, leave-one-out-standardized,"
        + " mean-normalized, best-only")
  }

  @Test func `fields out of range are refused by name and value`() {
    #expect(
      throws: GRPOError.outOfRange(name: "ddof", value: 2, requirement: "0 or 1")
    ) { try AdvantageEstimator(.standardized, ddof: 2) }
    for stabilizer in [-1e-9, .infinity, .nan] {
      #expect(throws: GRPOError.self) {
        try AdvantageEstimator(.standardized, stabilizer: stabilizer)
      }
    }
    for clamp in [0, -1, .nan] {
      #expect(throws: GRPOError.self) { try AdvantageEstimator(.standardized, clamp: clamp) }
    }
  }

  @Test func `a field changed later is checked with the group size`() throws {
    var estimator = try AdvantageEstimator(.standardized)
    estimator.stabilizer = -1
    #expect(throws: GRPOError.self) { try estimator.validate(groupSize: 8) }
  }

  @Test(arguments: AdvantageKind.allCases)
  func `the smallest group is one, two or three`(kind: AdvantageKind) throws {
    let minimum = [.reinforce: 1, .leaveOneOutStandardized: 3][kind] ?? 2
    let estimator = try AdvantageEstimator(kind)
    try estimator.validate(groupSize: minimum)
    #expect(
      throws: GRPOError.groupTooSmall(kind: kind, groupSize: minimum - 1, minimum: minimum)
    ) { try estimator.validate(groupSize: minimum - 1) }
  }

  @Test func `presets have distinct names and are found by them`() throws {
    #expect(Set(AdvantagePreset.all.map(\.pinned)).count == AdvantagePreset.all.count)
    for preset in AdvantagePreset.all {
      #expect(try AdvantagePreset(name: preset.pinned) == preset)
      #expect(try AdvantagePreset(name: preset.name).name == preset.name)
      try preset.estimator.validate(groupSize: 8)
    }
    #expect(throws: GRPOError.self) { try AdvantagePreset(name: "ppo") }
  }
}
