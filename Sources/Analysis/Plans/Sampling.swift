public import GSL

/// How much to simulate, and with which random numbers.
public struct Sampling: Hashable, Sendable {
  /// Simulated groups per prompt; 0 for exact laws only.
  public var groups: Int
  /// Seed of all streams.
  public var seed: UInt64
  /// The generator that all random streams of the plan are of.
  public var generator: Generator
  /// Threads, >= 1; no influence on results.
  public var threads: Int
  /// How expectations are estimated.
  public var method: SamplingMethod
  /// A deliberate mistake in what is simulated, for negative controls; nil for none.
  public var plantedError: PlantedError?

  /// A plan of so many groups from one seed, on any number of threads.
  public init(
    groups: Int, seed: UInt64 = 1, generator: Generator = .philox4x64, threads: Int = 1,
    method: SamplingMethod = .plain, plantedError: PlantedError? = nil
  ) {
    self.groups = groups
    self.seed = seed
    self.generator = generator
    self.threads = threads
    self.method = method
    self.plantedError = plantedError
  }

  /// Where the planted error, if there is one, takes hold.
  package var faults: Faults { Faults(plantedError) }

  /// Opens a stream of random numbers.
  func stream(_ number: StreamNumber) -> RandomStream {
    RandomStream(
      generator, seed: faults.seed(seed), stream: faults.stream(number.value))
  }
}
