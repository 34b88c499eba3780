/// What one group of a log came to.
public struct GroupRecord: Hashable, Sendable {
  /// Its step as logged; nil where nothing tells.
  public let step: Int?
  /// Its prompt, from 0 in the order in which prompts are met; nil where they are not logged, and beyond 65,536.
  public let prompt: Int?
  /// Completions.
  public let size: Int
  /// Mean of the rewards without noise.
  public let meanReward: Double
  /// Whether the rewards without noise are all the same.
  public let isSilent: Bool
  /// Standard deviation (ddof 1) of the rewards as logged.
  public let deviation: Double
  /// b of `A = b (r - mean)` by least squares, r as logged; nil without spread or advantages.
  public let slope: Double?
  /// Share of sum A^2 that is not along r - mean, from 0 to 1; nil where there is no slope.
  public let misfit: Double?
  /// sum A^2 of the logged advantages, and the largest |A|; nil without advantages.
  public let energy, largest: Double?
  /// Where it begins: file and line, from 0 and 1.
  public let file: Int, line: Int
}

extension GroupRecord {
  /// What the rows of a group say of it.
  ///
  /// - Parameters:
  ///   - totals: rewards as logged.
  ///   - logged: advantages; empty for none.
  init(
    totals: UnsafeBufferPointer<Double>, logged: UnsafeBufferPointer<Double>, meanReward: Double,
    isSilent: Bool, step: Int?, prompt: Int?, file: Int, line: Int
  ) {
    let mean = totals.reduce(0, +) / Double(totals.count)
    var (square, product, energy, largest) = (0.0, 0.0, 0.0, 0.0)
    for (place, total) in totals.enumerated() {
      square += (total - mean) * (total - mean)
      guard !logged.isEmpty else { continue }
      product += (total - mean) * logged[place]
      energy += logged[place] * logged[place]
      largest = max(largest, abs(logged[place]))
    }
    let hasSlope = square > 0 && energy > 0 && energy.isFinite
    self.init(
      step: step, prompt: prompt, size: totals.count, meanReward: meanReward, isSilent: isSilent,
      deviation: (square / Double(totals.count - 1)).squareRoot(),
      slope: hasSlope ? product / square : nil,
      misfit: hasSlope ? max(0, 1 - product * product / (square * energy)) : nil,
      energy: logged.isEmpty ? nil : energy, largest: logged.isEmpty ? nil : largest, file: file,
      line: line)
  }
}

/// Records of groups, evenly spread over a run: all of them up to a number, then every second, every fourth.
struct GroupRecords {
  private(set) var records: [GroupRecord] = []
  private let limit: Int
  private var stride = 1
  private var seen = 0

  init(limit: Int) { self.limit = limit }

  /// Whether the next group is one of them; to be asked once a group.
  mutating func isDue() -> Bool {
    defer { seen += 1 }
    return seen % stride == 0
  }

  mutating func add(_ record: GroupRecord) {
    records.append(record)
    guard records.count == limit else { return }
    records = records.indices.filter { $0 % 2 == 0 }.map { records[$0] }
    stride *= 2
  }
}
