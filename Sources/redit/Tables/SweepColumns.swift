import Analysis
import GRPO

/// The columns of a sweep's CSV, documented in data/README.md. The first 24 never change.
struct SweepColumns {
  /// One column: its name, and how to append its text for a row (nothing where there is no value).
  struct Column: Sendable {
    let name: String
    let write: @Sendable (LabelledRow, inout String) -> Void
  }

  static let all: [Column] = identity + measured + further

  private static let identity = [
    Column(name: "policy") { $1 += quoted($0.policy) },
    Column(name: "advantage") { $1 += $0.advantage },
    Column(name: "noise") { $1 += $0.setting.dither.family.name },
    Column(name: "group_size") { $1 += "\($0.setting.groupSize)" },
    Column(name: "ddof") { $1 += "\($0.setting.advantage.ddof)" },
    Column(name: "stabilizer") { append($0.setting.advantage.stabilizer, to: &$1) },
    Column(name: "sigma") { append($0.setting.sigma, to: &$1) },
    Column(name: "groups") { $1 += "\($0.groups)" },
    Column(name: "seed") { $1 += "\($0.seed)" },
  ]

  private static let measured =
    [Quantity.gradientNorm, .secondMoment, .variance].flatMap {
      [estimate($0), error($0), exact($0)]
    } + [Quantity.signalToNoise, .cosine, .silentFraction].flatMap { [estimate($0), exact($0)] }

  private static let further =
    [Quantity.signalToNoise, .cosine, .silentFraction].map(error)
    + [
      estimate(.largestAdvantage), error(.largestAdvantage), estimate(.maximumAdvantage),
      Column(name: "clamp") { append($0.setting.advantage.clamp, to: &$1) },
      Column(name: "law") { $1 += $0.law },
      Column(name: "objective") { $1 += quoted($0.objective) },
    ]

  /// Only with a learning rate.
  private static let improvement = Column(name: "improvement_exact") {
    append($0.improvement, to: &$1)
  }

  /// Only where groups of a batch share their divisor: elsewhere a batch has 1/B of the variance.
  private static let batch = [
    Column(name: "batch_groups") { $1 += $0.batch.map { "\($0.groups)" } ?? "" },
    Column(name: "batch_variance") { append($0.batch?.variance?.mean, to: &$1) },
    Column(name: "batch_variance_se") { append($0.batch?.variance?.standardError, to: &$1) },
    Column(name: "batch_variance_exact") { append($0.batch?.varianceExact, to: &$1) },
    Column(name: "batch_snr") { append($0.batch?.signalToNoise?.mean, to: &$1) },
    Column(name: "batch_snr_se") { append($0.batch?.signalToNoise?.standardError, to: &$1) },
    Column(name: "batch_snr_exact") { append($0.batch?.signalToNoiseExact, to: &$1) },
  ]

  /// Always the last one.
  private static let note = Column(name: "note") { $1 += quoted($0.note) }

  private static func estimate(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue) {
      append($0.simulated?[quantity]?.mean, to: &$1)
    }
  }

  private static func error(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue + "_se") {
      append($0.simulated?[quantity]?.standardError, to: &$1)
    }
  }

  private static func exact(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue + "_exact") {
      append($0.exact[quantity]?.mean, to: &$1, keepsInfinite: true)
    }
  }

  /// `inf` for an exact moment that is infinite.
  private static func append(
    _ value: Double?, to text: inout String, keepsInfinite: Bool = false
  ) {
    guard let value, value.isFinite || (keepsInfinite && value == .infinity) else { return }
    value.write(to: &text)
  }

  /// RFC 4180: quotes around text with a comma, a quote or a line break.
  static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Whether groups of a batch share their divisor in some row.
  static func sharesBatches(_ rows: [LabelledRow]) -> Bool {
    rows.contains { $0.setting.advantage.kind == .batchStandardized }
  }

  static func csv(_ rows: [LabelledRow]) -> String {
    let columns =
      all + (rows.contains { $0.improvement != nil } ? [improvement] : [])
      + (sharesBatches(rows) ? batch : []) + [note]
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    var known: [ObjectIdentifier: String] = [:]
    for row in rows {
      columns[0].write(row, &text)
      guard row.simulated == nil else {
        append(row, columns.dropFirst(), to: &text)
        continue
      }
      // Exact rows of equal prompts differ in their names alone.
      let figures = ObjectIdentifier(row.figures)
      if known[figures] == nil {
        var rest = ""
        append(row, columns.dropFirst(), to: &rest)
        known[figures] = rest
      }
      text += known[figures]!
    }
    return text
  }

  private static func append(
    _ row: LabelledRow, _ columns: ArraySlice<Column>, to text: inout String
  ) {
    for column in columns {
      text += ","
      column.write(row, &text)
    }
    text += "\n"
  }
}
