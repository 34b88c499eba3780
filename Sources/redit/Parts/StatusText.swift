import Platform

/// How far the parts of a run are, in words.
struct StatusText {
  let text: String

  init(_ folder: PartFolder) throws {
    let header = folder.header
    let done = folder.parts.reduce(0) { $0 + $1.units.count }
    let percent = NumberText.printed("%.3g", 100 * Double(done) / Double(header.units))
    var lines = [
      ShellCommand.text(["redit"] + header.arguments),
      "\(done) of \(header.units) units in \(folder.parts.count) "
        + "part\(folder.parts.count == 1 ? "" : "s"): \(percent)%",
    ]
    lines += folder.unfinished.map { Self.line($0, in: folder) }
    lines += folder.faults.map { "not usable: \($0.reason)" }
    if !folder.missing.isEmpty {
      if let shards = folder.missingShards, let count = folder.shardCount {
        if !shards.isEmpty {
          lines.append("to run: \(PartFolder.shardWords(shards, of: count))")
          let first = String(shards.prefix { $0.isNumber })
          lines.append("  \(folder.command(shard: first))")
        }
      } else {
        let units = folder.missing.map(PartFolder.words).joined(separator: ", ")
        lines.append("missing: units \(units)")
      }
    } else if folder.faults.isEmpty {
      lines.append("complete: redit merge \(ShellCommand.text([folder.path]))")
    }
    text = lines.map(ErrorLine.text).joined(separator: "\n") + "\n"
  }

  private static func line(_ name: String, in folder: PartFolder) -> String {
    let path = PartFolder.join(folder.path, name)
    let state = PartJournal.isAtWork(path) ? "at work" : "stopped"
    guard let reader = try? PartReader(path) else { return "\(state): \(name), nothing yet" }
    while (try? reader.next()) != nil {}
    let units = reader.units?.count ?? 0
    return "\(state): \(name), \(units) units done"
  }
}
