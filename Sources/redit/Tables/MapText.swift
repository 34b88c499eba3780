import Analysis
import Platform
import Training

/// A map for people and for programs.
struct MapText {
  let cells: [RegimeCell]
  let runs: Int
  let seed: UInt64

  /// - Parameter width: of the terminal; nil for every column.
  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: csv
    case .json: try MapTable.table.json(lines)
    }
  }

  /// What programs and figures read.
  var csv: String { MapTable.table.csv(lines) }

  private var lines: [MapLine] { cells.map { MapLine(cell: $0, seed: seed) } }

  private func table(_ style: FittedTable.Style, width: Int?) -> String {
    let text = FittedTable(Self.columns, of: lines).text(style, width: width) { common in
      heading + (common.isEmpty ? "" : "\n" + common.joined(separator: ", "))
    }
    return text + summary.wrapped(to: width)
      + RatioText.marks(cells.map(\.dithered)).wrapped(to: width)
      + (SigmaChoiceText(lines)?.text(style, width: width) ?? "")
      + (style == .markdown ? "" : Glossary.pointer + "\n")
  }

  private static let columns: [ShownColumn<MapLine>] =
    RegimeName.columns + [
      MapTable.table.shown("restricted_mean_plain", as: "steps", isNumber: true, rank: 1) {
        fixed($0.cell.plain.steps, 1)
      },
      MapTable.table.shown("ratio", "ratio_low", "ratio_high", "censored", isNumber: true) {
        RatioText.ratio($0.cell.dithered.change)
      },
      MapTable.table.shown("effect"),
      MapTable.table.shown("silent_share", as: "silent", isNumber: true, rank: 4, lift: "silent") {
        fixed($0.cell.explanation.silentShare, 2)
      },
      cause("noise_share", as: "noise share", rank: 5) { $0.noiseShare },
      cause("gain", as: "gain", rank: 3) { $0.gain },
      MapTable.table.shown("cosine", "cosine_plain", isNumber: true, rank: 4, lift: "cosine") {
        cosine($0.cell.explanation)
      },
      cause("rise", as: "rise", rank: 2) { $0.rise },
      MapTable.table.shown(
        "collapse_steps", as: "noise alone", isNumber: true, rank: 6, lift: "noise alone"
      ) { fixed($0.cell.explanation.collapseSteps, 0) },
    ]

  /// A number to three digits after the point; nothing where it is not known.
  private static func cause(
    _ name: String, as title: String, rank: Int,
    _ value: @escaping @Sendable (Explanation) -> Double?
  ) -> ShownColumn<MapLine> {
    MapTable.table.shown(name, as: title, isNumber: true, rank: rank, lift: title) {
      value($0.cell.explanation).map { fixed($0, 3) } ?? ""
    }
  }

  private var heading: String {
    "\(runs) runs of \(cells.first?.regime.plan.steps ?? 0) steps each, seed \(seed); ratio of "
      + "restricted mean steps with noise to those without, with its interval of 95%"
  }

  private var summary: String {
    let counts = RegimeCell.Effect.allCases.map { effect in
      "\(effect.rawValue) \(cells.count { $0.effect == effect })"
    }
    let least = cells.filter { $0.effect != .unreached }
      .compactMap { $0.dithered.change?.stepRatio?.estimate }.min()
    let smallest = least.map { "; the smallest ratio is \(Self.fixed($0, 3))" } ?? ""
    return "\(cells.count) cells: \(counts.joined(separator: ", "))\(smallest)\n"
  }

  /// Without noise, and with it.
  private static func cosine(_ why: Explanation) -> String {
    guard let plain = why.cosinePlain, let dithered = why.cosine else { return "" }
    return "\(fixed(plain, 3)) to \(fixed(dithered, 3))"
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    NumberText.fixed(value, digits: digits)
  }
}
