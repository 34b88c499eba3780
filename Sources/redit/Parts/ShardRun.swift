import Platform

/// Makes one part of a run, once: what is there already stays, what was begun is gone on with.
struct ShardRun {
  let shard: Shard
  let folder: String
  let force: Bool

  init(_ shard: Shard, folder: String, force: Bool) {
    (self.shard, self.folder, self.force) = (shard, folder, force)
  }

  func run<Work: UnitWork>(_ work: Work, label: String) throws {
    let total = work.unitCount
    guard shard.count <= total else {
      throw UsageError(
        "--shard: at most \(total) shard\(total == 1 ? "" : "s"), one for each \(work.unitName), got "
          + "\(shard.count)")
    }
    let name = PartFolder.join(folder, shard.fileName)
    let units = shard.units(of: total)
    try makeFolder()
    if try isThere(name, PartHeader(units: total), units) {
      PartJournal.removeStale(name + PartJournal.ending)
      return try StandardOutput.write("\(name) is there already\n")
    }
    if !force {
      try PartFolder.refuseStrangers(
        in: folder, to: PartHeader(units: total), shardCount: shard.count,
        remedy: " (another folder, or --force to go on beside it)")
    }
    var progress = ProgressLine(label)
    defer { progress.finish() }
    // Only where fewer will be written than were kept; so many are held before they are folded.
    var (pieces, limit): ([(units: Range<Int>, piece: Work.Piece)], Int) = ([], 128)
    let journal = try KeptUnits(
      path: name + PartJournal.ending, units: units, option: "--parts", force: force
    ).run(work, progress: { progress.update($0) }) {
      guard Work.folds else { return }
      pieces.append(($0, $1))
      // What is folded is folded again with what follows: memory does not grow with the units.
      guard pieces.count >= limit else { return }
      pieces = try work.folded(pieces)
      limit = max(limit, 2 * pieces.count)
    }
    Interruption.keep(nil)
    if Work.folds {
      try write(try work.folded(pieces), PartHeader(units: total), units, to: name)
      journal.remove()
    } else {
      try journal.finish(as: name)
    }
    try StandardOutput.write("wrote \(name): units \(PartFolder.words(units)) of \(total)\n")
  }

  private func makeFolder() throws {
    if folder.isEmpty { throw UsageError("--parts: an empty path") }
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      throw FileError("--parts: cannot make folder \(folder): \(SystemError())")
    }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError("--parts: \(folder) is not a folder")
    }
  }

  /// Whether a part of that name is whole and of this run; one that is damaged or cut is made again.
  private func isThere(_ name: String, _ header: PartHeader, _ units: Range<Int>) throws -> Bool {
    var status = stat()
    guard lstat(name, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError("--parts: \(name) exists and is not a file")
    }
    guard let reader = try? PartReader(name) else {
      let start = Data(PartHeader.signature.utf8)
      let isOwn = (try? InputFile.start(name, start.count)).map { start.starts(with: $0) } ?? false
      if force || isOwn || PartReader.isBlank(name) { return false }
      throw FileError(
        "--parts: \(name) exists and is not a part of a run of redit (--force overwrites it)")
    }
    // First: a first line that was changed is damage, and no other run.
    guard (try? reader.readToEnd()) != nil else { return false }
    if let difference = header.difference(reader.header) {
      if force { return false }
      throw FileError("--parts: \(name) is \(difference) (--force overwrites it)")
    }
    return reader.units == units
  }

  private func write<Piece: Encodable>(
    _ pieces: [(units: Range<Int>, piece: Piece)], _ header: PartHeader, _ units: Range<Int>,
    to name: String
  ) throws {
    let line = Data(try header.line().utf8)
    var chain = PartLine.Chain(header: line)
    var text = line + Data("\n".utf8)
    for (found, piece) in pieces {
      text += PartLine.piece(units: found, payload: try PieceText.data(piece)).written(&chain)
    }
    text += PartLine.end(units).written(&chain)
    let file = try TemporaryFile(for: name, text, option: "--parts")
    do {
      try Interruption.exclusively {
        try file.checkTarget()
        try file.finish()
      }
    } catch {
      file.discard()
      throw error
    }
  }
}
