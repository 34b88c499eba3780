/// The endings of --out that name a format; a name without ending is CSV.
enum OutputEnding {
  static let tables = ["csv", "json", "md", "txt"]
  static let records = ["csv", "jsonl"]

  /// Commands whose files have other endings, or those of the command that they run.
  private static let others = ["plot", "report", "explore", "repeat", "merge"]

  /// Refuses a file whose ending promises what would not be in it; `--format` says so itself.
  static func check(_ arguments: [String]) throws {
    let typed = Refusals(arguments)
    guard let command = arguments.first, let path = typed.value(of: "--out"),
      !typed.isTyped("--format"), !others.contains(command)
    else { return }
    let known = command == "train" ? records : tables
    let ending = OutputFormat.ending(of: path)
    guard !ending.isEmpty, !known.contains(ending) else { return }
    if command == "audit", ["html", "htm"].contains(ending) {
      throw UsageError(
        "--out: that is for tables; --page \(path.excerpt) writes the page with figures")
    }
    let guess = Names.suggestion(for: ending, among: known)
    throw UsageError(
      "--out: nothing is written as .\(ending.excerpt)\(guess.isEmpty ? ";" : guess) endings: "
        + known.map { "." + $0 }.joined(separator: ", "))
  }
}
