import Analysis
import ArgumentParser
import Platform
import GSL

/// Seed, generator and threads.
struct SamplingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of all random streams, 64 bits.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: "Random generator.")
  var generator: Generator = .philox4x64

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: all cores); results do not depend on it.", valueName: "n"))
  var threads: Int?

  func sampling(groups: Int) throws -> Sampling {
    let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
    guard count >= 1 else { throw UsageError("--threads: at least 1, got \(count)") }
    return Sampling(groups: groups, seed: seed, generator: generator, threads: min(count, 1024))
  }
}

extension Sampling {
  /// The record of a run with this seed and generator.
  func record(_ arguments: [String]) -> Manifest {
    Manifest(arguments: arguments, seed: seed, generator: generator.rawValue)
  }
}
