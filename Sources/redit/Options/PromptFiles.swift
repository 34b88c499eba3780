import Foundation
import Policies
import SwiftCSV

/// Reads prompts from files.
enum PromptFiles {
  /// A policy or prompt set in JSON.
  static func document(at path: String) throws -> [Prompt] {
    let data = try contents(of: path, option: "--policy-file")
    do {
      return try JSONDecoder().decode(PromptDocument.self, from: data).prompts()
    } catch let error as PolicyError {
      throw FileError("--policy-file: \(path): \(error)")
    } catch {
      throw FileError("--policy-file: \(path): not valid JSON")
    }
  }

  /// One bandit prompt per row of a CSV with columns `prompt` and `pass_rate`, perhaps `weight`.
  static func passRates(at path: String) throws -> [Prompt] {
    let text = String(decoding: try contents(of: path, option: "--prompts"), as: UTF8.self)
    guard let table = try? CSV<Named>(string: text, delimiter: .comma) else {
      throw FileError("--prompts: \(path): not a CSV file")
    }
    for column in ["prompt", "pass_rate"] where !table.header.contains(column) {
      throw FileError("--prompts: \(path): no column \(column)")
    }
    guard !table.rows.isEmpty else { throw FileError("--prompts: \(path): no prompts") }
    return try table.rows.enumerated().map { index, row in
      try prompt(row, place: "--prompts: \(path): line \(index + 2)")
    }
  }

  private static func prompt(_ row: [String: String], place: String) throws -> Prompt {
    let number = { (column: String) in
      guard let value = Double(row[column] ?? "") else {
        throw FileError("\(place): \(column) '\(row[column] ?? "")' is not a number")
      }
      return value
    }
    do {
      return try Prompt.withPassRate(
        name: row["prompt"] ?? "", passRate: number("pass_rate"),
        weight: row["weight"] == nil ? 1 : number("weight"))
    } catch let error as PolicyError {
      throw FileError("\(place): \(error)")
    }
  }

  private static func contents(of path: String, option: String) throws -> Data {
    try InputFile.read(path, option: option)
  }
}
