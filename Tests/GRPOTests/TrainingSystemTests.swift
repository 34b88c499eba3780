import GRPO
import TestSupport
import Testing

/// Presets against what the code of the systems computes (data/golden/advantages/systems.py): 408 batches
/// through TRL 1.16, verl 0.9, ms-swift 4.6, OpenRLHF 0.11 and SkyRL 0.3, run by PyTorch.
@Suite struct TrainingSystemTests {
  /// One batch through one system.
  struct Row: Sendable, CustomTestStringConvertible {
    let system, version, name: String
    let batch: RewardBatch
    let single: [Float]
    let double: [Double]

    var testDescription: String { "\(system) on \(name)" }
    /// As the presets call it.
    var preset: String { system == "trl/batch" ? "trl-batch" : system }
  }

  static let rows: [Row] = try! Reference.golden("advantages/systems.csv").map { row in
    let numbers = { (name: String) in row[name]!.split(separator: " ").map { Double($0)! } }
    let (rewards, size) = (numbers("rewards"), Int(row["group_size"]!)!)
    let count = Int(row["components"]!)!
    let completions = stride(from: 0, to: rewards.count, by: count).map { start in
      (0..<count).map { Optional(rewards[start + $0]) }
    }
    let groups = stride(from: 0, to: completions.count, by: size).map {
      Array(completions[$0..<$0 + size])
    }
    return Row(
      system: row["system"]!, version: row["version"]!, name: row["batch"]!,
      batch: try RewardBatch(groups, weights: numbers("weights")),
      single: numbers("float32").map(Float.init), double: numbers("float64"))
  }

  /// Systems whose single precision is not modelled: bits of theirs are not compared.
  static let inDoubleOnly: Set = ["verl/passk", "skyrl/max-rl"]

  static let modelled = rows.filter { !inDoubleOnly.contains($0.system) }

  @Test func `every system of the table is a preset of that version`() throws {
    try #require(Self.rows.count == 408)
    try #require(Self.modelled.count == 360)
    for row in Self.rows {
      let preset = try AdvantagePreset(name: row.preset)
      #expect(row.version.hasPrefix(preset.version + "."))
      #expect(try AdvantagePreset(name: preset.pinned) == preset)
    }
  }

  @Test(arguments: rows)
  func `in double precision a preset gives what the system's code gives`(row: Row) throws {
    let found = try AdvantagePreset(name: row.preset).rule.advantages(of: row.batch)
    // verl divides by the number of tokens and 1e-8.
    let tolerance = row.system == "verl/gdpo" ? 1e-8 / Double(row.double.count) : 1e-12
    #expect(Self.distance(Array(found.joined()), row.double) <= tolerance)
  }

  /// Systems that take square roots of tensors, which Intel's vector library may round the wrong way.
  static let withRoots: Set = ["trl", "trl/batch", "trl/gdpo", "verl/vectorized", "ms-swift/gdpo"]

  // Of 240 batches without such roots no bit differs; of 120 with them five do, by one unit in the last
  // place of a deviation, which a second division carries on.
  @Test func `in single precision a preset gives the system's bits`() throws {
    var differing = 0
    for row in Self.modelled {
      let preset = try AdvantagePreset(name: row.preset)
      let found = try #require(preset.arithmetic?.advantages(of: row.batch, by: preset.rule))
      let pairs = Array(zip(found.joined(), row.single))
      try #require(pairs.count == row.single.count)
      if pairs.allSatisfy({ $0 == $1 }) { continue }
      differing += 1
      #expect(Self.withRoots.contains(row.system), "\(row.testDescription)")
      #expect(pairs.allSatisfy { abs($0 - $1) <= 4 * $1.ulp }, "\(row.testDescription)")
    }
    #expect(differing == 5)
  }

  // What the table is for: rewards that are all .2 have advantage 0, and single precision makes that -10.
  @Test func `a constant group leaves a residue that a small stabilizer makes large`() throws {
    let constant = try #require(
      Self.rows.first { $0.system == "openrlhf" && $0.name == "constant" })
    let preset = try AdvantagePreset(name: "openrlhf")
    let found = try #require(preset.arithmetic?.advantages(of: constant.batch, by: preset.rule))
    #expect(found[0].allSatisfy { $0 == -10 })
    let alone = try RewardBatch([Array(repeating: 0.2, count: 8)])
    let lone = try #require(preset.arithmetic?.advantages(of: alone, by: preset.rule))
    #expect(abs(lone[0][0] + 0.8801625) < 1e-6)
    #expect(preset.rule.advantages(of: constant.batch).joined().allSatisfy { $0 == 0 })
  }

  @Test func `what single precision cannot hold has no such advantages`() throws {
    let preset = try AdvantagePreset(name: "trl")
    for rewards in [[1e308, 0], [1e25, 0], [1, 0, 0].map { $0 * 1e39 }] {
      let batch = try RewardBatch([rewards])
      #expect(preset.arithmetic?.advantages(of: batch, by: preset.rule) == nil)
    }
    let missing = try RewardBatch([[[1], [nil]]])
    #expect(preset.arithmetic?.advantages(of: missing, by: preset.rule) == nil)
  }

  // Negative control: another ddof, stabilizer, aggregation or whitening is refused by the table.
  @Test(arguments: [
    ("trl", AdvantageRule(try! .init(.standardized, ddof: 0, stabilizer: 1e-4))),
    ("trl", AdvantageRule(try! .init(.standardized, ddof: 1, stabilizer: 1e-6))),
    ("trl/gdpo", AdvantageRule(try! .init(.standardized, ddof: 1, stabilizer: 1e-4))),
    (
      "verl/gdpo",
      AdvantageRule(
        try! .init(.standardized, ddof: 1, stabilizer: 1e-6), aggregation: .decoupled,
        whitening: .openrlhf)
    ),
  ])
  func `another formula is not the system's`(system: String, rule: AdvantageRule) {
    let rows = Self.rows.filter { $0.system == system }
    let worst = rows.map {
      Self.distance(Array(rule.advantages(of: $0.batch).joined()), $0.double)
    }.max()
    #expect(worst! > 1e-5)
  }

  /// The largest difference, relative to the largest advantage.
  private static func distance(_ found: [Double], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = max(1e-300, expected.map(abs).max() ?? 0)
    return zip(found, expected).map { abs($0 - $1) }.max()! / scale
  }
}
