import Analysis
import GRPO

/// The columns of a sweep's CSV, documented in data/README.md. The first 24 never change.
struct SweepColumns {
  /// One column: its name and its text for a row (empty where there is no value).
  struct Column: Sendable {
    let name: String
    let text: @Sendable (SweepRow) -> String
  }

  static let all: [Column] = identity + measured + further

  private static let identity = [
    Column(name: "policy") { quoted($0.policy) },
    Column(name: "advantage") { $0.setting.advantage.kind.rawValue },
    Column(name: "noise") { $0.setting.dither.family.name },
    Column(name: "group_size") { "\($0.setting.groupSize)" },
    Column(name: "ddof") { "\($0.setting.advantage.ddof)" },
    Column(name: "stabilizer") { "\($0.setting.advantage.stabilizer)" },
    Column(name: "sigma") { "\($0.setting.sigma)" },
    Column(name: "groups") { "\($0.groups)" },
    Column(name: "seed") { "\($0.seed)" },
  ]

  private static let measured =
    [Quantity.gradientNorm, .secondMoment, .variance].flatMap {
      [estimate($0), error($0), exact($0)]
    } + [Quantity.signalToNoise, .cosine, .silentFraction].flatMap { [estimate($0), exact($0)] }

  private static let further =
    [Quantity.signalToNoise, .cosine, .silentFraction].map(error)
    + [
      estimate(.largestAdvantage), error(.largestAdvantage), estimate(.maximumAdvantage),
      Column(name: "clamp") { $0.setting.advantage.clamp.map { "\($0)" } ?? "" },
    ]

  /// Only with a learning rate.
  private static let improvement = Column(name: "improvement_exact") { number($0.improvement) }

  private static func estimate(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue) { number($0.simulated?[quantity]?.mean) }
  }

  private static func error(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue + "_se") { number($0.simulated?[quantity]?.standardError) }
  }

  private static func exact(_ quantity: Quantity) -> Column {
    Column(name: quantity.rawValue + "_exact") { number($0.exact[quantity]?.mean) }
  }

  private static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return "\(value)"
  }

  /// RFC 4180: quotes around text with a comma, a quote or a line break.
  static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  static func csv(_ rows: [SweepRow]) -> String {
    let columns = all + (rows.contains { $0.improvement != nil } ? [improvement] : [])
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    for row in rows {
      for (index, column) in columns.enumerated() {
        if index > 0 { text += "," }
        text += column.text(row)
      }
      text += "\n"
    }
    return text
  }
}
