import Foundation

/// What a sweep or report writes beside its output: to repeat it byte for byte, to know it as its own.
struct MetaFile: Codable {
  /// Always `redit`.
  var tool = "redit"
  /// Version of the tool.
  var version: String
  /// The command as it was typed.
  var command: String
  /// Its arguments less those that say where the output goes.
  var arguments: [String]
  /// Seed of all random streams.
  var seed: UInt64
  /// Random generator.
  var generator: String
  /// Of a sweep, every option that matters, defaults included; a report has none.
  var options: SweepRecord?
  /// Fingerprints of the files read, by path.
  var inputs: [String: String]
  /// Fingerprints of the files written, by name.
  var outputs: [String: String]

  /// `out/sweep.csv` has `out/sweep.meta.json`.
  static func path(beside output: String) -> String {
    URL(filePath: output).deletingPathExtension().path(percentEncoded: false) + ".meta.json"
  }

  static func read(_ path: String) throws -> MetaFile {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw FileError("--from: cannot read \(path)")
    }
    guard let meta = try? JSONDecoder().decode(MetaFile.self, from: data), meta.tool == "redit"
    else { throw FileError("--from: \(path) is not the .meta.json of a sweep") }
    return meta
  }

  /// Refuses when a file that the sweep read has changed since.
  func checkInputs() throws {
    for (path, known) in inputs.sorted(by: { $0.key < $1.key }) {
      guard let data = try? Data(contentsOf: URL(filePath: path)) else {
        throw FileError("--from: cannot read \(path), which the sweep read")
      }
      if fingerprint(data) != known { throw FileError("--from: \(path) has changed since") }
    }
  }

  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Refuses to overwrite a file that an earlier sweep did not write, or that was edited since.
  static func checkOwnership(of output: String, option: String) throws {
    guard let data = try? Data(contentsOf: URL(filePath: output)) else { return }
    let name = URL(filePath: output).lastPathComponent
    let meta = try? read(path(beside: output))
    if meta?.outputs[name] == fingerprint(data) { return }
    throw FileError(
      "\(option): \(output) exists and is not an unchanged output of redit (--force overwrites it)")
  }
}

/// The options of a sweep as resolved, for reading by people and programs.
struct SweepRecord: Codable {
  var prompts: [String]
  /// Of a sweep over one group size.
  var groupSize: Int?
  /// Of a sweep over several.
  var groupSizes: [Int]?
  var batchGroups: Int
  var advantages: [String]
  var noises: [String]
  var sigmas: [Double]
  var groups: Int
  /// Of a sweep by another method than plain sampling, or to a precision.
  var method: String?
  /// Of a sweep to a precision: what it was about, and the largest relative standard error.
  var precisionOf: String?
  var relativeError: Double?
  /// Of a sweep over a prompt table: rows without a pass rate, which are left out.
  var skippedPrompts: Int?

  init(
    prompts: [String], groupSizes: [Int], batchGroups: Int, advantages: [String],
    noises: [String], sigmas: [Double], groups: Int
  ) {
    self.prompts = prompts
    groupSize = groupSizes.count == 1 ? groupSizes[0] : nil
    self.groupSizes = groupSizes.count == 1 ? nil : groupSizes
    self.batchGroups = batchGroups
    self.advantages = advantages
    self.noises = noises
    self.sigmas = sigmas
    self.groups = groups
  }

  enum CodingKeys: String, CodingKey {
    case prompts, advantages, noises, sigmas, groups, method
    case precisionOf = "precision_of"
    case relativeError = "relative_error"
    case skippedPrompts = "skipped_prompts"
    case groupSize = "group_size"
    case groupSizes = "group_sizes"
    case batchGroups = "batch_groups"
  }
}
