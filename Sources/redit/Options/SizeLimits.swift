import Analysis
import Platform
import GRPO

/// Whether what is asked for fits: counted before any of it is allocated, in floating point, which cannot
/// overflow.
enum SizeLimits {
  /// Groups of a simulation: eleven days at a tenth of a microsecond each. Random streams are numbered for
  /// three times as many (`StreamNumber`).
  static let groups = 10_000_000_000_000
  /// Completions of a group.
  static let groupSize = 1 << 24
  /// Completions of a batch.
  static let batchSize = 1 << 30

  /// Bytes of this machine.
  private static var memory: Double { Double(ProcessInfo.processInfo.physicalMemory) }

  /// - Throws: `UsageError` with the option and the largest value.
  static func check(_ value: Int, _ option: String, atMost limit: Int) throws {
    guard value <= limit else {
      throw UsageError("\(option): at most \(limit), got \(value)")
    }
  }

  /// - Parameter bytes: that every one takes.
  /// - Throws: `UsageError` with the option and the largest value that this machine has memory for.
  static func check(_ value: Int, _ option: String, bytes: Double) throws {
    let limit = (memory / max(1, bytes)).rounded(.down)
    guard Double(value) <= limit else {
      throw UsageError(
        "\(option): at most \(Int(limit)) fit into this machine's memory here, got \(value)")
    }
  }

  /// Groups of a verdict, `factor` times as many where that is asked for.
  static func groups(_ groups: Int, times factor: Int = 1) throws -> Int {
    try check(groups, "--groups", atMost: Self.groups / factor)
    return factor * groups
  }

  /// One sweep, before its simulation of so many groups.
  static func check(_ sweep: Sweep, sampling: Sampling) throws {
    let batched = sweep.advantages.contains { $0.kind == .batchStandardized }
    guard sampling.groups > 0 else { return }
    let threads = Double(sampling.threads)
    let perCompletion = 8 * threads * Double(6 + 3 * sweep.dithers.count)
    try check(sweep.groupSize, "--group-size", bytes: perCompletion)
    if batched {
      try check(
        sweep.batchGroups, "--batch-groups", bytes: perCompletion * Double(sweep.groupSize))
    }
    let settings = try sweep.settings().count
    // Covariances of a wave of chunks, of the chunks that threads work on, and their sum.
    func bytes(_ parameters: Int) -> Double {
      let copies = Double((parameters > 61 ? 4 : 16) + 1) * threads + 1
      let width = Double(parameters + 3)
      return 8 * width * width * Double(settings) * copies
    }
    var parameters = sweep.set.problems.map(\.parameterCount).max() ?? 0
    // Completions put together by their rewards have fewer.
    if bytes(parameters) > memory { parameters = try sweep.simulatedParameters(sampling) }
    guard bytes(parameters) <= memory else {
      throw UsageError(
        "the covariances of \(parameters) parameters under \(settings) settings take "
          + "\(gigabytes(bytes(parameters))) GB, this machine has \(gigabytes(memory)): fewer logits, "
          + "sigmas or advantages, or --groups 0 for exact values alone")
    }
  }

  private static func gigabytes(_ bytes: Double) -> String {
    NumberText.short((bytes / 1e8).rounded() / 10)
  }

  /// Group sizes of any command.
  static func checkGroupSizes(_ sizes: [Int]) throws {
    for size in sizes { try check(size, "--group-size", atMost: groupSize) }
  }

  /// Groups of a training step.
  static func checkBatch(_ prompts: Int?, groupSizes: [Int]) throws {
    guard let prompts else { return }
    try check(
      prompts, "--prompts-per-step", atMost: batchSize / max(1, groupSizes.max() ?? 1))
  }
}
