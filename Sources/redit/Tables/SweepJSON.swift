import Analysis
import Foundation
import GRPO

/// A sweep as JSON: the columns of the CSV by name, and the vectors that no column can hold.
struct SweepJSON: Encodable {
  let rows: [LabelledRow]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for row in rows {
      var object = list.nestedContainer(keyedBy: Name.self)
      try encodeIdentity(row, &object)
      for quantity in Quantity.allCases {
        let simulated = row.simulated?[quantity]
        try object.encode(simulated?.mean, forKey: Name(quantity.rawValue))
        if quantity != .maximumAdvantage {
          let error = simulated?.standardError
          try object.encode(
            error.flatMap { $0.isFinite ? $0 : nil }, forKey: Name(quantity.rawValue + "_se"))
        }
        if quantity != .largestAdvantage && quantity != .maximumAdvantage {
          try object.encode(row.exact[quantity]?.mean, forKey: Name(quantity.rawValue + "_exact"))
        }
      }
      try object.encode(row.expectedGradient, forKey: Name("expected_gradient"))
      try object.encode(row.expectedGradientExact, forKey: Name("expected_gradient_exact"))
      try object.encode(row.shrinkage, forKey: Name("shrinkage"))
      try object.encodeIfPresent(row.improvement, forKey: Name("improvement_exact"))
      if SweepColumns.sharesBatches(rows) { try encodeBatch(row.batch, &object) }
      try object.encode(row.note, forKey: Name("note"))
    }
  }

  private func encodeBatch(
    _ batch: BatchSummary?, _ object: inout KeyedEncodingContainer<Name>
  ) throws {
    let known = { (value: Double?) in value.flatMap { $0.isFinite ? $0 : nil } }
    try object.encode(batch?.groups, forKey: Name("batch_groups"))
    try object.encode(known(batch?.variance?.mean), forKey: Name("batch_variance"))
    try object.encode(known(batch?.variance?.standardError), forKey: Name("batch_variance_se"))
    try object.encode(known(batch?.varianceExact), forKey: Name("batch_variance_exact"))
    try object.encode(known(batch?.signalToNoise?.mean), forKey: Name("batch_snr"))
    try object.encode(known(batch?.signalToNoise?.standardError), forKey: Name("batch_snr_se"))
    try object.encode(known(batch?.signalToNoiseExact), forKey: Name("batch_snr_exact"))
  }

  private func encodeIdentity(
    _ row: LabelledRow, _ object: inout KeyedEncodingContainer<Name>
  ) throws {
    let setting = row.setting
    try object.encode(row.policy, forKey: Name("policy"))
    try object.encode(row.advantage, forKey: Name("advantage"))
    try object.encode(row.law, forKey: Name("law"))
    try object.encode(row.objective, forKey: Name("objective"))
    try object.encode(setting.dither.family.name, forKey: Name("noise"))
    try object.encode(setting.groupSize, forKey: Name("group_size"))
    try object.encode(setting.advantage.ddof, forKey: Name("ddof"))
    try object.encode(setting.advantage.stabilizer, forKey: Name("stabilizer"))
    try object.encode(setting.advantage.clamp, forKey: Name("clamp"))
    try object.encode(setting.sigma, forKey: Name("sigma"))
    try object.encode(row.groups, forKey: Name("groups"))
    try object.encode(row.seed, forKey: Name("seed"))
  }

  static func text(_ rows: [LabelledRow]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(SweepJSON(rows: rows)), as: UTF8.self) + "\n"
  }
}
