import Platform
import Policies

/// Reads prompts from files.
enum PromptFiles {
  /// A policy or prompt set in JSON.
  static func document(at path: String) throws -> [Prompt] {
    let data = try contents(of: path, option: "--policy-file")
    let place = "--policy-file: \(path.oneLine(limit: 200))"
    do {
      // The decoder passes over a comma before the end of an object that is in a list.
      if let fault = JSONSyntax.fault(in: data) {
        throw FileError("\(place): not valid JSON: \(fault)")
      }
      let document = try JSONDecoder().decode(PromptDocument.self, from: data)
      if let key = JSONKeys.repeated(in: data) {
        throw FileError("\(place): \(key.oneLine(limit: 200)): given twice")
      }
      return try document.prompts()
    } catch let error as PolicyError {
      throw FileError("\(place): \(text(error))")
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError("\(place): not valid JSON: a number too large, or an unknown escape")
    }
  }

  /// A table of prompts and pass rates in CSV.
  static func table(at path: String, columns: PromptTable.Columns) throws -> PromptTable {
    let data = try contents(of: path, option: "--prompts")
    do throws(CSVError) {
      return try PromptTable(data, columns: columns)
    } catch {
      throw FileError("--prompts: \(path.oneLine(limit: 200)): \(error)")
    }
  }

  /// Names and values may be as long as a prompt: cut to what a line of an error can hold.
  private static func text(_ error: PolicyError) -> String {
    guard case .document(let prompt, let field, let reason) = error else { return "\(error)" }
    return [prompt.oneLine(), field.oneLine(), reason.oneLine(limit: 200)].joined(separator: ": ")
  }

  private static func contents(of path: String, option: String) throws -> Data {
    try InputFile.read(path, option: option)
  }
}
