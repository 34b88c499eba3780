import Analysis
import Foundation
import GRPO
import Training

/// One cell of a map as programs read it; data/README.md describes the fields.
private struct MapRecord: Encodable {
  let comparison: ComparisonRecord
  let innerSteps: Int
  let effect: String
  let restrictedMeanPlain, reachedPlain, finalValuePlain, collapsedPlain: Double
  let silentShare: Double
  let noiseShare, gain, drift, rise, cosine, cosinePlain: Double?
  let collapseSteps: Double
  let sigmaPredicted, sigmaFastest: Double?
  let sigmasAsFast: [Double]

  init(_ cell: RegimeCell, seed: UInt64) {
    let plain = cell.plain
    comparison = ComparisonRecord(
      cell.dithered, task: cell.regime.task, plan: cell.regime.plan, seed: seed)
    innerSteps = cell.regime.recipe.update.innerSteps
    effect = cell.effect.rawValue
    restrictedMeanPlain = plain.steps
    reachedPlain = plain.reachedShare
    finalValuePlain = plain.finalValue
    collapsedPlain = Double(plain.collapsed) / Double(plain.runs)
    silentShare = cell.explanation.silentShare
    noiseShare = cell.explanation.noiseShare
    gain = cell.explanation.gain
    drift = cell.explanation.drift
    rise = cell.explanation.rise
    cosine = cell.explanation.cosine
    cosinePlain = cell.explanation.cosinePlain
    collapseSteps = cell.explanation.collapseSteps
    sigmaPredicted = cell.choice.predicted
    sigmaFastest = cell.choice.fastest
    sigmasAsFast = cell.choice.asFast
  }

  enum CodingKeys: String, CodingKey {
    case innerSteps, effect, restrictedMeanPlain, reachedPlain, finalValuePlain, collapsedPlain
    case silentShare, noiseShare, gain, drift, rise, cosine, cosinePlain, collapseSteps
    case sigmaPredicted, sigmaFastest, sigmasAsFast
  }

  func encode(to encoder: any Encoder) throws {
    try comparison.encode(to: encoder)
    var own = encoder.container(keyedBy: CodingKeys.self)
    try own.encode(innerSteps, forKey: .innerSteps)
    try own.encode(effect, forKey: .effect)
    try own.encode(restrictedMeanPlain, forKey: .restrictedMeanPlain)
    try own.encode(reachedPlain, forKey: .reachedPlain)
    try own.encode(finalValuePlain, forKey: .finalValuePlain)
    try own.encode(collapsedPlain, forKey: .collapsedPlain)
    try own.encode(silentShare, forKey: .silentShare)
    try own.encodeIfPresent(noiseShare, forKey: .noiseShare)
    try own.encodeIfPresent(gain, forKey: .gain)
    try own.encodeIfPresent(drift, forKey: .drift)
    try own.encodeIfPresent(rise, forKey: .rise)
    try own.encodeIfPresent(cosine, forKey: .cosine)
    try own.encodeIfPresent(cosinePlain, forKey: .cosinePlain)
    try own.encode(collapseSteps, forKey: .collapseSteps)
    try own.encodeIfPresent(sigmaPredicted, forKey: .sigmaPredicted)
    try own.encodeIfPresent(sigmaFastest, forKey: .sigmaFastest)
    try own.encode(sigmasAsFast, forKey: .sigmasAsFast)
  }
}

/// Maps as CSV and JSON.
enum MapColumns {
  static func csv(_ cells: [RegimeCell], seed: UInt64) -> String {
    let records = cells.map { MapRecord($0, seed: seed) }
    let header = ComparisonColumns.names + own.map(\.name) + ["note"]
    let lines = records.map { record in
      ComparisonColumns.cells(record.comparison) + own.map { $0.text(record) }
        + [ComparisonColumns.note(record.comparison)]
    }
    return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  static func json(_ cells: [RegimeCell], seed: UInt64) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(cells.map { MapRecord($0, seed: seed) })
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private static var own: [(name: String, text: (MapRecord) -> String)] {
    [
      ("inner_steps", { "\($0.innerSteps)" }), ("effect", { $0.effect }),
      ("restricted_mean_plain", { "\($0.restrictedMeanPlain)" }),
      ("reached_plain", { "\($0.reachedPlain)" }),
      ("final_value_plain", { "\($0.finalValuePlain)" }),
      ("collapsed_plain", { "\($0.collapsedPlain)" }),
      ("silent_share", { "\($0.silentShare)" }),
      ("noise_share", { ComparisonColumns.number($0.noiseShare) }),
      ("gain", { ComparisonColumns.number($0.gain) }),
      ("drift", { ComparisonColumns.number($0.drift) }),
      ("rise", { ComparisonColumns.number($0.rise) }),
      ("cosine", { ComparisonColumns.number($0.cosine) }),
      ("cosine_plain", { ComparisonColumns.number($0.cosinePlain) }),
      ("collapse_steps", { "\($0.collapseSteps)" }),
      ("sigma_predicted", { ComparisonColumns.number($0.sigmaPredicted) }),
      ("sigma_fastest", { ComparisonColumns.number($0.sigmaFastest) }),
      ("sigmas_as_fast", { $0.sigmasAsFast.map { "\($0)" }.joined(separator: " ") }),
    ]
  }
}
