import Platform

/// The parts of a run in a folder: which there are, whether they go together, what is missing.
///
/// Every part is read to its end, one line in memory at a time.
struct PartFolder {
  /// A part that is whole and of the run.
  struct Part {
    let name: String
    let units: Range<Int>
    /// Fingerprint of all that is in it.
    let hash: String
  }

  /// What is wrong with a file, in words that name it.
  struct Fault {
    let name: String
    let reason: String
  }

  let path: String
  /// Of most of the parts.
  let header: PartHeader
  /// In the order of their units; of two with the same content one.
  private(set) var parts: [Part] = []
  /// Of files that cannot be used.
  private(set) var faults: [Fault] = []
  /// Units of which there is no part, in order.
  private(set) var missing: [Range<Int>] = []
  /// Names of parts in the making.
  let unfinished: [String]
  /// Into how many shards the run was cut, by the names of the parts; nil where they do not agree.
  let shardCount: Int?

  /// - Throws: `FileError` for a folder that cannot be read, or has no part that can.
  init(_ path: String) throws {
    self.path = path
    let names = try Self.names(in: path)
    let finished = names.filter { $0.hasSuffix(Shard.ending) }
    unfinished = names.filter { $0.hasSuffix(Shard.ending + PartJournal.ending) }
    let counts = Set(names.compactMap { Shard(fileName: Self.finishedName($0))?.count })
    shardCount = counts.count == 1 ? counts.first : nil
    guard let header = Self.commonHeader(names.map { Self.join(path, $0) }) else {
      throw FileError(
        names.isEmpty
          ? "\(path) has no parts (*\(Shard.ending)); --shard K/N --parts \(path) makes them"
          : "\(path): no part can be read: \(Self.reason(Self.join(path, names[0])))")
    }
    self.header = header
    for name in finished { add(name) }
    refuseOverlaps()
    missing = Self.gaps(between: parts.map(\.units), in: 0..<header.units)
  }

  private static func names(in path: String) throws -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileError("cannot read \(path): \(SystemError())")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw FileError("\(path) is not a folder") }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw FileError("cannot read folder \(path)")
    }
    return names.filter {
      $0.hasSuffix(Shard.ending) || $0.hasSuffix(Shard.ending + PartJournal.ending)
    }.sorted()
  }

  /// Whether there is a part, finished or not, that tells what it is of.
  static func isBegun(_ path: String) throws -> Bool {
    if access(path, F_OK) != 0 && errno == ENOENT { return false }
    return try commonHeader(names(in: path).map { join(path, $0) }) != nil
  }

  private static func finishedName(_ name: String) -> String {
    name.hasSuffix(PartJournal.ending) ? String(name.dropLast(PartJournal.ending.count)) : name
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Of most parts, and of those the first: a stranger among them is not taken for the run.
  private static func commonHeader(_ paths: [String]) -> PartHeader? {
    var counts: [(header: PartHeader, count: Int)] = []
    for path in paths {
      guard let header = try? PartReader(path).header else { continue }
      if let index = counts.firstIndex(where: { $0.header == header }) {
        counts[index].count += 1
      } else {
        counts.append((header, 1))
      }
    }
    let most = counts.map(\.count).max()
    return counts.first { $0.count == most }?.header
  }

  private static func reason(_ path: String) -> String {
    do {
      _ = try PartReader(path)
      return ""
    } catch {
      return "\(error)"
    }
  }

  private mutating func add(_ name: String) {
    do {
      let reader = try PartReader(Self.join(path, name))
      if let difference = header.difference(reader.header) {
        return faults.append(Fault(name: name, reason: "\(name) is \(difference)"))
      }
      try reader.readToEnd()
      parts.append(Part(name: name, units: reader.units ?? 0..<0, hash: reader.chain.text))
    } catch {
      faults.append(Fault(name: name, reason: "\(error)"))
    }
  }

  /// Of two parts with the same content the first counts; others are refused.
  private mutating func refuseOverlaps() {
    parts.sort {
      ($0.units.lowerBound, $0.units.upperBound) < ($1.units.lowerBound, $1.units.upperBound)
    }
    var kept: [Part] = []
    for part in parts {
      guard let last = kept.last, last.units.upperBound > part.units.lowerBound else {
        kept.append(part)
        continue
      }
      if last.units == part.units, last.hash == part.hash { continue }
      let what =
        last.units == part.units
        ? "differ, though they are of the same units"
        : "overlap in units \(Self.words(part.units.clamped(to: last.units)))"
      faults.append(
        Fault(name: part.name, reason: "\(last.name) and \(part.name) \(what): keep one of them"))
    }
    parts = kept
  }

  private static func gaps(between parts: [Range<Int>], in all: Range<Int>) -> [Range<Int>] {
    var (gaps, end): ([Range<Int>], Int) = ([], all.lowerBound)
    for units in parts + [all.upperBound..<all.upperBound] {
      if units.lowerBound > end { gaps.append(end..<units.lowerBound) }
      end = max(end, units.upperBound)
    }
    return gaps
  }

  /// Units as people count them, from 1.
  static func words(_ units: Range<Int>) -> String {
    units.count == 1
      ? "\(units.lowerBound + 1)" : "\(units.lowerBound + 1)...\(units.upperBound)"
  }

  /// Numbers of the shards that are missing or have to be made again, as job arrays take them: `3,7-9`; nil where the
  /// names do not tell into how many the run was cut.
  var missingShards: String? {
    guard let count = shardCount else { return nil }
    let numbers = (1...count).filter { number in
      let units = Shard(number: number, count: count).units(of: header.units)
      return missing.contains { $0.overlaps(units) }
    }
    var spans: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = spans.last, last.upperBound + 1 == number {
        spans[spans.count - 1] = last.lowerBound...number
      } else {
        spans.append(number...number)
      }
    }
    return spans.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// The command of a shard.
  func command(shard: String) -> String {
    ShellCommand.text(
      ["redit"] + header.arguments + ["--shard", "\(shard)/\(shardCount ?? 0)", "--parts", path])
  }

  /// Every piece in order, from the parts; what has become of a file since it was looked at is told.
  ///
  /// - Throws: `FileError` unless there is a part for every unit, and nothing else.
  func forEachPiece(_ take: (Range<Int>, Data) throws -> Void) throws {
    if let refusal { throw FileError(refusal) }
    for part in parts {
      let reader = try PartReader(Self.join(path, part.name))
      while let (units, payload) = try reader.next() { try take(units, payload) }
      guard reader.isEnded, reader.chain.text == part.hash else {
        throw FileError("\(path): \(part.name) was changed while it was read")
      }
    }
  }

  /// Why the parts make no whole; nil where they do.
  var refusal: String? {
    guard !faults.isEmpty || !missing.isEmpty else { return nil }
    var reasons = faults.prefix(4).map(\.reason)
    if faults.count > 4 { reasons.append("and so \(faults.count - 4) more") }
    if !missing.isEmpty {
      let few = missing.prefix(4).map(Self.words).joined(separator: ", ")
      let more = missing.count > 4 ? " and more" : ""
      reasons.append("units \(few)\(more) of \(header.units) are missing")
    }
    let text = "\(path): " + reasons.joined(separator: "; ")
    guard !missing.isEmpty, let shards = missingShards, !shards.isEmpty else { return text }
    return text + "; run shards \(shards) of \(shardCount ?? 0): \(command(shard: firstMissing))"
  }

  private var firstMissing: String {
    String((missingShards ?? "").prefix { $0.isNumber })
  }
}
