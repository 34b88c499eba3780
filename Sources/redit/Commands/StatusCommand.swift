import ArgumentParser
import Platform

/// `redit status`: how far the parts of a run are.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", _superCommandName: CommandRoot.name,
    abstract: "Say which parts of a run are there, at work, damaged and missing.",
    discussion: """
      Reads every part to its end. Status 0 when all are there and whole, 1 otherwise; with --missing 0.

      Examples:
        redit status parts
        sbatch --array="$(redit status parts --missing)" task.sh
      """)

  @Argument(
    help: ArgumentHelp("Folder of the parts.", valueName: "dir"), completion: .directory)
  var folder: String

  @Flag(help: "Only the numbers of the shards to run, as 3,7-9: none of those there or at work.")
  var missing = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Into how many shards the run is cut, where there is no part yet to tell.", valueName: "N"))
  var shards: Int?

  func run() throws {
    try Refusals().refuse("--shards", when: !missing, because: "it is for --missing")
    if let shards, !(1...Shard.most ~= shards) {
      throw UsageError("--shards: 1 to \(Shard.most), got \(shards)")
    }
    guard missing else {
      let found = try PartFolder(folder)
      try StandardOutput.write(try StatusText(found).text)
      if found.refusal != nil { throw ExitCode(1) }
      return
    }
    try StandardOutput.write(try missingShards() + "\n")
  }

  private func missingShards() throws -> String {
    if let shards, try !PartFolder.isBegun(folder) {
      return shards == 1 ? "1" : "1-\(shards)"
    }
    let found = try PartFolder(folder, shardCount: shards)
    guard let missing = found.missingShards else {
      throw FileError(
        "\(folder): the names of its parts do not tell into how many shards the run was cut")
    }
    return missing
  }
}
