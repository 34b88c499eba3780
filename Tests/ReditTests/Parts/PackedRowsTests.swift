import Foundation
import Testing

@testable import Training
@testable import redit

/// Rows as bits: nothing is lost, nothing made up.
struct PackedRowsTests {
  private func back<Row: PackedRow>(_ rows: [Row]) throws -> [Row] {
    let data = try PieceText.data([PackedRows(rows)])
    let found: [PackedRows<Row>] = try PieceText.piece(data, of: "a.part")
    return found[0].rows
  }

  /// A number that is not packed would come back as 0.
  @Test func `every number of a row is packed`() throws {
    let record = StepRecord(
      run: 1, step: 2, value: 3, entropy: 4, divergence: 5, meanReward: 6, gradientNorm: 7,
      noiseShare: 8, silentShareRaw: 9, silentShareDithered: 10, clipShare: 11, usedShare: 12,
      learningRate: 13, sigma: 14, vanishing: 15, exploding: 16, gradientDistance: 17,
      gradientCosine: 18, hasDiverged: true)
    #expect(Mirror(reflecting: record).children.count == StepRecord.fields.count)
    #expect(try back([record, .empty, record]) == [record, .empty, record])
    var summary = RunSummary()
    (summary.reached, summary.initialValue, summary.earlyValue) = (1, 2, 3)
    (summary.finalValue, summary.entropyShare, summary.sureAfter) = (4, 5, 6)
    summary.hasDiverged = true
    #expect(Mirror(reflecting: summary).children.count == RunSummary.fields.count)
    #expect(try back([.empty, summary]) == [.empty, summary])
    #expect(try back([RunSummary]()).isEmpty)
  }

  @Test func `what is not a number comes back to the last bit, and nil as nil`() throws {
    let special: [Double] = [
      .nan, -.nan, Double(nan: 5, signaling: false), .infinity, -.infinity, -0.0, 0,
      .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1,
    ]
    let rows = special.enumerated().map { index, value in
      var summary = RunSummary()
      (summary.finalValue, summary.reached) = (value, [nil, 0, -1, 1_000_000_000][index % 4])
      return summary
    }
    let found = try back(rows)
    #expect(found.map(\.finalValue.bitPattern) == special.map(\.bitPattern))
    #expect(found.map(\.reached) == rows.map(\.reached) && found.allSatisfy { $0.sureAfter == nil })
  }

  @Test(arguments: [#""AAAA""#, #""?""#, "1", "[]", "null"])
  func `what is no packed row is refused`(text: String) {
    #expect(throws: FileError.self) {
      let _: PackedRows<RunSummary> = try PieceText.piece(Data(text.utf8), of: "a.part")
    }
  }
}
