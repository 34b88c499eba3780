import Analysis

/// The simulation of the sweeps of a command, one for each group size, in units: sweep by sweep, prompt by prompt, lot
/// by lot.
struct SweepWork: UnitWork {
  let sweeps: [SweepUnits]
  /// The first unit of each sweep, and the number of all.
  private let starts: [Int]

  init(_ sweeps: [Sweep], _ sampling: Sampling) throws {
    self.sweeps = try sweeps.map { try SweepUnits($0, sampling) }
    starts = self.sweeps.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  var unitCount: Int { starts[starts.count - 1] }

  var unitName: String {
    "lot of at most \(sweeps.map(\.largest).max() ?? 0) groups of a prompt"
  }

  func perform(
    _ units: Range<Int>, progress: (Double) -> Void,
    take: (Range<Int>, PartialSums) throws -> Void
  ) throws {
    for (index, own) in spans(of: units) {
      let done = Double(own.lowerBound + starts[index] - units.lowerBound)
      try sweeps[index].perform(
        own,
        progress: { progress((done + $0 * Double(own.count)) / Double(units.count)) },
        take: { try take(shifted($0, by: starts[index]), $1) })
    }
  }

  static var folds: Bool { true }

  func folded(_ pieces: [(units: Range<Int>, piece: PartialSums)]) throws -> [(
    units: Range<Int>, piece: PartialSums
  )] {
    guard let first = pieces.first, let last = pieces.last else { return [] }
    var rest = pieces[...]
    return try spans(of: first.units.lowerBound..<last.units.upperBound).flatMap { index, own in
      let start = starts[index]
      let count = rest.prefix { $0.units.lowerBound < start + own.upperBound }.count
      let parts = rest.prefix(count).map { (shifted($0.units, by: -start), $0.piece) }
      rest = rest.dropFirst(count)
      return try sweeps[index].folded(parts).map { (shifted($0.units, by: start), $0.piece) }
    }
  }

  /// Seconds that a trial may take.
  private static let trial = 1.6

  func estimatedSeconds() throws -> Double? {
    try sweeps.reduce(0.0) {
      try $0 + $1.estimatedSeconds(budget: Self.trial / Double(sweeps.count))
    }
  }

  /// The units of each sweep among some, by their numbers within the sweep.
  func spans(of units: Range<Int>) -> [(sweep: Int, units: Range<Int>)] {
    sweeps.indices.compactMap { index in
      let own = units.clamped(to: starts[index]..<starts[index + 1])
      return own.isEmpty ? nil : (index, shifted(own, by: -starts[index]))
    }
  }

  private func shifted(_ units: Range<Int>, by offset: Int) -> Range<Int> {
    units.lowerBound + offset..<units.upperBound + offset
  }
}
