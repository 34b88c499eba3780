import GRPO
import GSL

/// Draws groups of one stratum: their outcomes and, unless it is averaged out, their noise.
struct DrawnGroup {
  /// Keeps the memory that `lookups` look into.
  private let stratum: Stratum
  private let lookups: [(count: Int, lookup: OutcomeLookup)]
  private let dithers: [Dither]
  private var points: ShiftedPoints?
  private var uniforms: [Double]
  private(set) var outcomes: [Int]
  /// Unit-variance noise by dither.
  private(set) var noises: [[Double]]

  /// - Parameter dithers: the noises to draw, none for outcomes alone.
  init(_ stratum: Stratum, groupSize: Int, dithers: [Dither], usesSobol: Bool) throws {
    self.stratum = stratum
    lookups = stratum.parts.map { ($0.count, $0.table.lookup) }
    self.dithers = dithers
    outcomes = Array(repeating: 0, count: groupSize)
    uniforms = Array(repeating: 0, count: groupSize)
    noises = Array(repeating: uniforms, count: dithers.count)
    if usesSobol {
      points = try ShiftedPoints(
        dimension: ShiftedPoints.dimension(groupSize: groupSize, dithers: dithers))
    }
  }

  /// A block of Sobol points starts at the origin under a shift of its own.
  mutating func startBlock(using stream: inout RandomStream) {
    points?.restart(using: &stream)
  }

  mutating func draw(using stream: inout RandomStream) throws {
    guard points == nil else { return try drawPoint() }
    stream.fillUniform(&uniforms)
    for (d, dither) in dithers.enumerated() { dither.fill(&noises[d], using: &stream) }
    setOutcomes()
  }

  private mutating func drawPoint() throws {
    // Outcomes take the first coordinates, which Sobol points fill most evenly; noise takes the rest.
    points!.advance()
    for i in uniforms.indices { uniforms[i] = points!.point[i] }
    for (d, dither) in dithers.enumerated() {
      try dither.fill(&noises[d], from: points!.point[uniforms.count...])
    }
    setOutcomes()
  }

  private mutating func setOutcomes() {
    var next = 0
    for p in lookups.indices {
      let (count, lookup) = lookups[p]
      for _ in 0..<count {
        outcomes[next] = lookup.outcome(at: uniforms[next])
        next += 1
      }
    }
  }
}
