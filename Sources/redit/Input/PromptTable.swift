import Platform
import Policies

/// A table of prompts with the pass rates observed, as a CSV holds it.
///
/// Kept by column: a million prompts take a few dozen bytes each besides their names.
struct PromptTable {
  /// The columns to read.
  struct Columns {
    var prompt = "prompt"
    var passRate = "pass_rate"
    /// nil: `weight`, if there is such a column.
    var weight: String?
    /// nil: `completions`, if there is such a column.
    var completions: String?
  }

  private(set) var names: [String] = []
  private(set) var passRates: [Double] = []
  private(set) var weights: [Double] = []
  /// Completions behind each pass rate; 0 where the table does not say.
  private(set) var completions: [Int] = []
  /// Where each row starts.
  private(set) var lines: [Int] = []
  /// Rows without a pass rate, which are left out.
  private(set) var missingCount = 0
  /// The column of pass rates, for messages.
  let passRateColumn: String

  /// Reads a table.
  ///
  /// - Throws: ``CSVError`` that names the line, the column and the value.
  init(_ data: Data, columns: Columns) throws(CSVError) {
    passRateColumn = columns.passRate
    var scanner = try CSVScanner(data, delimiter: .guessed(from: data))
    let header = try CSVHeader(&scanner)
    let places = try Places(header, columns)
    while try scanner.next() {
      try header.check(scanner)
      try readRow(Row(scanner: scanner), places, columns)
    }
    guard !names.isEmpty else {
      throw CSVError(
        nil, missingCount == 0 ? "no prompts" : "no prompt has a \(columns.passRate)")
    }
  }

  private mutating func readRow(
    _ row: Row, _ places: Places, _ columns: Columns
  ) throws(CSVError) {
    let rate = try row.value(places.passRate, columns.passRate) { text throws(CellError) in
      try PassRateCell(text)
    }
    guard let share = rate.share else {
      missingCount += 1
      return
    }
    // A cell such as 3/8 tells the number itself and wins over the column of completions.
    var count = 0
    if case .count(_, let total) = rate { count = total }
    if let place = places.completions, count == 0 {
      count = try row.value(place, columns.completions ?? "completions", Self.count)
    }
    var weight = 1.0
    if let place = places.weight {
      weight = try row.value(place, columns.weight ?? "weight", Self.weight)
    }
    names.append(try row.value(places.prompt, columns.prompt, Self.name))
    passRates.append(share)
    weights.append(weight)
    completions.append(count)
    lines.append(row.line)
  }

  private static func name(_ text: String) throws(CellError) -> String {
    guard !text.isEmpty else { throw CellError("must not be empty") }
    return text
  }

  private static func weight(_ text: String) throws(CellError) -> Double {
    guard let weight = Double(text.trimmingBlanks), weight.isFinite, weight > 0 else {
      throw CellError("is not a weight: finite and above 0")
    }
    return weight
  }

  /// 0 for a cell that says nothing.
  private static func count(_ text: String) throws(CellError) -> Int {
    let text = text.trimmingBlanks
    if PassRateCell.isMissing(text) { return 0 }
    guard let number = Double(text), let count = Int(exactly: number), count >= 1 else {
      throw CellError("is not a number of completions: whole and at least 1")
    }
    return count
  }

  /// Where the columns stand.
  private struct Places {
    let prompt, passRate: Int
    let weight, completions: Int?

    init(_ header: CSVHeader, _ columns: Columns) throws(CSVError) {
      prompt = try Self.place(of: columns.prompt, option: "--prompt-column", in: header)
      passRate = try Self.place(of: columns.passRate, option: "--pass-rate-column", in: header)
      weight = try Self.place(
        of: columns.weight, default: "weight", option: "--weight-column", in: header)
      completions = try Self.place(
        of: columns.completions, default: "completions", option: "--completions-column", in: header)
    }

    private static func place(
      of name: String, option: String, in header: CSVHeader
    ) throws(CSVError) -> Int {
      if let place = header[name] { return place }
      let known = header.names.filter { !$0.isEmpty }.map { "'\($0.oneLine())'" }
      let shown = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", ..." : "")
      throw CSVError(
        nil, "no column \(name.oneLine()) among \(shown); \(option) names another")
    }

    private static func place(
      of name: String?, default usual: String, option: String, in header: CSVHeader
    ) throws(CSVError) -> Int? {
      guard let name else { return header[usual] }
      return try place(of: name, option: option, in: header)
    }
  }

  /// The row that a scanner stands on.
  private struct Row {
    let scanner: CSVScanner

    var line: Int { scanner.line }

    func value<Value>(
      _ place: Int, _ column: String, _ read: (String) throws(CellError) -> Value
    ) throws(CSVError) -> Value {
      let text = scanner.text(scanner.cells[place])
      do {
        return try read(text)
      } catch {
        throw CSVError(line, "\(column.oneLine()) '\(text.oneLine())' \(error.reason)")
      }
    }
  }
}

extension PromptTable {
  /// One bandit for each row; rows of the same pass rate share its tables.
  ///
  /// A prompt called `all` in a set of several becomes `all (prompt)`: the row of the whole set is
  /// called `all`.
  func prompts() throws(PolicyError) -> [Prompt] {
    var known: [Double: Prompt] = [:]
    var prompts: [Prompt] = []
    prompts.reserveCapacity(names.count)
    for index in names.indices {
      let rate = passRates[index]
      let prompt: Prompt
      if let shared = known[rate] {
        prompt = shared
      } else {
        prompt = try Prompt.withPassRate(name: names[index], passRate: rate)
      }
      known[rate] = prompt
      prompts.append(
        try prompt.renamed(Prompt.name(names[index], inSetOf: names.count), weight: weights[index]))
    }
    return prompts
  }
}
