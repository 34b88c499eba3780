import Foundation

@testable import Logs

/// A folder that goes when it is no longer held.
final class Scratch {
  let path: String

  init() throws {
    // Tens of thousands of small files: in memory, where the system offers it.
    let memory = URL(filePath: "/dev/shm")
    let base =
      FileManager.default.isWritableFile(atPath: memory.path)
      ? memory : FileManager.default.temporaryDirectory
    let folder = base.appending(path: "redit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders before it; where it is.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }
}

/// A log that is read to its end.
struct LogText: Equatable {
  var schema: RolloutSchema?
  var steps: [RolloutStep] = []
  var notes: [String] = []
  /// What ended it too early.
  var error: String?

  /// Reads files; `place` is taken out of what is said.
  init(
    paths: [String], options: RolloutOptions = .init(), chunk: Int = 1 << 20, place: String = ""
  ) {
    func shown(_ text: String) -> String {
      place.isEmpty ? text : text.replacing("\(place)/", with: "")
    }
    do throws(LogError) {
      var reader = try RolloutReader(paths, options: options, chunk: chunk)
      schema = reader.schema
      do throws(LogError) {
        while let step = try reader.next() { steps.append(step) }
      } catch {
        self.error = shown(error.description)
      }
      notes = reader.notes.map(shown)
    } catch {
      self.error = shown(error.description)
    }
  }

  /// Reads a text as a file of this name.
  init(
    _ text: String, name: String = "log.jsonl", options: RolloutOptions = .init(),
    chunk: Int = 1 << 20
  ) throws {
    try self.init(Array(text.utf8), name: name, options: options, chunk: chunk)
  }

  init(
    _ bytes: [UInt8], name: String = "log.jsonl", options: RolloutOptions = .init(),
    chunk: Int = 1 << 20
  ) throws {
    let scratch = try Scratch()
    let path = try scratch.write(name, bytes)
    self.init(paths: [path], options: options, chunk: chunk, place: scratch.path)
  }

  /// The numbers of the steps.
  var numbers: [Int?] { steps.map(\.step) }
  /// The first column that may be a reward, a list a step.
  var rewards: [[Double]] { steps.map { $0.columns[0] } }
  /// For each step and row the first row of the step with the same group.
  var groups: [[Int]]? { pattern(\.groups) }
  var prompts: [[Int]]? { pattern(\.prompts) }
  var completions: [[Int]]? { pattern(\.completions) }
  var samples: [[Int]]? { pattern(\.samples) }

  private func pattern(_ column: KeyPath<RolloutStep, [UInt64]?>) -> [[Int]]? {
    guard steps.allSatisfy({ $0[keyPath: column] != nil }) else { return nil }
    return steps.map { step in
      let values = step[keyPath: column] ?? []
      return values.map { value in values.firstIndex(of: value)! }
    }
  }
}
