/// Verdicts: how far the simulation is from what each claim predicts, and from the exact value.
///
/// The unit is the half-width of a finding's interval, so that values within one unit are not
/// refuted. Of several claims, each is a row with a point for each of its findings; of a single one,
/// each finding is a row with its interval.
struct VerdictFigure: Figure {
  static let contents = "verdicts"
  static let writers = ["redit verify --format csv"]
  static let signature = [
    "claim", "variant", "quantity", "verdict", "expected", "relation", "claimed", "exact",
    "estimate", "half_width",
  ]
  static let mayBeEmpty: Set = ["claimed", "exact"]
  static let options: Set = ["claim"]

  let rows: [VerdictRow]

  init(table: CSVTable, choice: PlotChoice) throws {
    let all = try table.rows.map { try VerdictRow($0, of: table) }
    guard let claim = choice.claim else {
      rows = all
      return
    }
    rows = all.filter { $0.claim == claim }
    if rows.isEmpty {
      throw PlotError.unknownClaim(
        claim, known: all.map(\.claim).inOrderOfAppearance, file: table.file)
    }
  }

  private var claims: [String] { rows.map(\.claim).inOrderOfAppearance }

  func script(title: String?, canvas: PlotCanvas) -> String {
    claims.count == 1
      ? single(title: title, canvas: canvas).text : overview(title: title, canvas: canvas).text
  }

  /// What came out, in numbers.
  private var summary: String {
    let words = [("holds", "hold"), ("fails", "fail"), ("undecided", "undecided")]
    let known = (words + [("inconsistent", "inconsistent")]).map { verdict, plural in
      (rows.count(where: { $0.verdict == verdict }), plural)
    }
    let counts = known.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let unexpected = rows.count(where: \.isUnexpected)
    let isDecided = rows.allSatisfy { $0.verdict != "undecided" }
    let rest =
      unexpected == 0
      ? "all \(isDecided ? "" : "that is decided ")as expected" : "\(unexpected) not as expected"
    return "\(rows.count) comparisons: \(counts); \(rest)"
  }

  /// One row for each claim.
  private func overview(title: String?, canvas: PlotCanvas) -> RowScript {
    let labels = claims.indices.map {
      RowLabel(text: claims[$0], extent: Double($0)...Double($0 + 1))
    }
    let scatter = { (axis: SignedAxis, distance: (VerdictRow) -> Double?) in
      claims.enumerated().flatMap { index, claim in
        let own = rows.filter { $0.claim == claim && distance($0) != nil }
        return zip(own, RowSpread.offsets(of: own.map { axis.position(of: distance($0)!) })).map {
          ($0, RowPoint(x: axis.position(of: distance($0)!), row: Double(index) + $1))
        }
      }
    }
    let claimed = SignedAxis(values: rows.compactMap(\.fromClaimed))
    let exact = SignedAxis(values: rows.compactMap(\.fromExact))
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Verdicts on \(claims.count) claims", subtitle: summary,
      width: 1080, height: 29 * claims.count + RowScript.chrome,
      textRows: claims.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: [
        panel("Simulation less prediction", claimed, scatter(claimed, \.fromClaimed), width: 2),
        panel("Simulation less exact value", exact, scatter(exact, \.fromExact)),
      ], labelWidth: 215)
  }

  /// One row for each finding.
  private func single(title: String?, canvas: PlotCanvas) -> RowScript {
    let axis = SignedAxis(
      values: rows.flatMap { [$0.fromClaimed, $0.exactFromClaimed] }.compactMap(\.self))
    let points = rows.enumerated().compactMap { index, row in
      row.fromClaimed.map { distance in
        // The half-width is the unit. At the edge a value has no place, and its interval no length.
        let ends = axis.isBeyond(distance) ? nil : (distance - 1)...(distance + 1)
        let interval = ends.map {
          axis.position(of: $0.lowerBound)...axis.position(of: $0.upperBound)
        }
        return (
          row,
          RowPoint(
            x: axis.position(of: distance), interval: interval, row: Double(index) + 0.5)
        )
      }
    }
    let exact = rows.enumerated().compactMap { index, row in
      row.exactFromClaimed.map {
        RowPoint(x: axis.position(of: $0), row: Double(index) + 0.5)
      }
    }
    let diamonds = RowSeries(
      name: "exact value", color: "#000000", marker: 12, size: 1.3, points: exact)
    let labels = rows.enumerated().map { $1.label($0) }
    let frame = PlotFrame(
      canvas: canvas, title: title ?? claims[0], subtitle: summary, width: 1120,
      height: 36 * rows.count + RowScript.chrome, textRows: rows.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: [
        panel("Simulation less prediction", axis, points, band: false, further: [diamonds])
      ], labelWidth: 520)
  }

  private func panel(
    _ heading: String, _ axis: SignedAxis, _ points: [(row: VerdictRow, point: RowPoint)],
    width: Double = 1, band: Bool = true, further: [RowSeries] = []
  ) -> RowPanel {
    RowPanel(
      heading: heading,
      axisLabel: "half-widths of the interval" + (width > 1 ? "; shaded: not refuted" : ""),
      limits: axis.limits,
      ticks: axis.ticks, reference: axis.position(of: 0),
      band: band ? axis.position(of: -1)...axis.position(of: 1) : nil, width: width,
      series: further + VerdictRow.series(points))
  }
}
