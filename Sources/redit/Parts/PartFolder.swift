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
  /// Into how many shards the run was cut, by most names of parts; nil where no name tells.
  private(set) var shardCount: Int?

  /// - Parameter shardCount: into how many shards the run was cut; nil to ask the names of the parts.
  /// - Throws: `FileError` for a folder that cannot be read, or has no part that can.
  init(_ path: String, shardCount: Int? = nil) throws {
    self.path = path
    let names = try Self.names(in: path)
    let finished = names.filter { $0.hasSuffix(Shard.ending) }
    unfinished = names.filter { $0.hasSuffix(Shard.ending + PartJournal.ending) }
    self.shardCount = shardCount ?? Self.usualCount(names)
    guard let header = Self.commonHeader(names.map { Self.join(path, $0) }) else {
      throw FileError(
        names.isEmpty
          ? "\(path) has no parts (*\(Shard.ending)); --shard K/N --parts \(path) makes them"
          : "\(path): no part can be read: \(Self.reason(Self.join(path, names[0])))")
    }
    self.header = header
    // Where cuts are mixed, what is not of the usual one is the stranger.
    let usual = self.shardCount
    let isUsual = { (name: String) in Shard(fileName: name)?.count == usual }
    for name in finished.filter(isUsual) + finished.filter({ !isUsual($0) }) { add(name) }
    parts.sort { $0.units.lowerBound < $1.units.lowerBound }
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

  /// Refuses a folder of another run, or of another cut of it, by the first part that tells.
  ///
  /// - Parameter remedy: what to do about it.
  /// - Throws: `FileError` with the name of the part.
  static func refuseStrangers(
    in path: String, to header: PartHeader, shardCount: Int, remedy: String
  ) throws {
    guard access(path, F_OK) == 0 else { return }
    let names = try names(in: path)
    for name in names {
      guard let count = Shard(fileName: finishedName(name))?.count, count != shardCount else {
        continue
      }
      throw FileError(
        "--parts: \(path) has \(name), of \(count) shards and not of \(shardCount)\(remedy)")
    }
    guard let found = commonHeader(names.lazy.map { join(path, $0) }, isEnough: 1) else { return }
    guard let difference = header.difference(found) else { return }
    throw FileError("--parts: \(path) has parts \(difference)\(remedy)")
  }

  /// Whether there is a part, finished or not, that tells what it is of.
  static func isBegun(_ path: String) throws -> Bool {
    if access(path, F_OK) != 0 && errno == ENOENT { return false }
    return try commonHeader(names(in: path).map { join(path, $0) }) != nil
  }

  /// How many shards most names tell of, the most of equals; nil for none.
  private static func usualCount(_ names: [String]) -> Int? {
    var counts: [Int: Int] = [:]
    for name in names {
      if let count = Shard(fileName: finishedName(name))?.count { counts[count, default: 0] += 1 }
    }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  private static func finishedName(_ name: String) -> String {
    name.hasSuffix(PartJournal.ending) ? String(name.dropLast(PartJournal.ending.count)) : name
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Of most parts, and of those the first: a stranger among them is not taken for the run.
  ///
  /// - Parameter isEnough: how many are looked at.
  private static func commonHeader(
    _ paths: some Sequence<String>, isEnough: Int = .max
  ) -> PartHeader? {
    var counts: [(header: PartHeader, count: Int)] = []
    for path in paths {
      // A first line that was changed does not go with the line behind it.
      guard let reader = try? PartReader(path), (try? reader.hasWholeStart()) ?? false else {
        continue
      }
      let header = reader.header
      if let index = counts.firstIndex(where: { $0.header == header }) {
        counts[index].count += 1
      } else {
        counts.append((header, 1))
      }
      if counts.reduce(0, { $0 + $1.count }) >= isEnough { break }
    }
    let most = counts.map(\.count).max()
    return counts.first { $0.count == most }?.header
  }

  private static func reason(_ path: String) -> String {
    do {
      _ = try PartReader(path).hasWholeStart()
      return "it is of no run"
    } catch {
      return "\(error)"
    }
  }

  private mutating func add(_ name: String) {
    do {
      let reader = try PartReader(Self.join(path, name))
      // First: a first line that was changed is damage, and no other run.
      try reader.readToEnd()
      if let difference = header.difference(reader.header) {
        let reason = "\(name) is \(difference) (remove it, or --force makes it again)"
        return faults.append(Fault(name: name, reason: reason))
      }
      add(Part(name: name, units: reader.units ?? 0..<0, hash: reader.chain.text))
    } catch {
      faults.append(Fault(name: name, reason: "\(error)"))
    }
  }

  /// Of two parts with the same content the first counts; others of its units are refused.
  private mutating func add(_ part: Part) {
    // Mostly behind all others.
    guard let other = parts.last(where: { $0.units.overlaps(part.units) }) else {
      return parts.append(part)
    }
    if other.units == part.units, other.hash == part.hash { return }
    let what =
      other.units == part.units
      ? "differ, though they are of the same units"
      : "overlap in units \(Self.words(part.units.clamped(to: other.units)))"
    faults.append(
      Fault(name: part.name, reason: "\(other.name) and \(part.name) \(what): remove one of them"))
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

  /// Numbers of the shards that are missing or have to be made again and that nobody is at, as job arrays take them:
  /// `3,7-9`; nil where the names do not tell into how many the run was cut.
  var missingShards: String? {
    guard let count = shardCount else { return nil }
    let atWork = Set(
      unfinished.filter { PartJournal.isAtWork(Self.join(path, $0)) }.map(Self.finishedName))
    let numbers = (1...count).filter { number in
      let shard = Shard(number: number, count: count)
      let units = shard.units(of: header.units)
      return missing.contains { $0.overlaps(units) } && !atWork.contains(shard.fileName)
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

  /// `shard 3 of 64`, `shards 3,7-9 of 64`.
  static func shardWords(_ shards: String, of count: Int) -> String {
    "shard\(Int(shards) == nil ? "s" : "") \(shards) of \(count)"
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
      let isOne = missing.count == 1 && missing[0].count == 1
      reasons.append(
        "unit\(isOne ? "" : "s") \(few)\(more) of \(header.units) \(isOne ? "is" : "are") missing")
    }
    let text = "\(path): " + reasons.joined(separator: "; ")
    guard !missing.isEmpty, let shards = missingShards, !shards.isEmpty else { return text }
    return text
      + "; run \(Self.shardWords(shards, of: shardCount ?? 0)): \(command(shard: firstMissing))"
  }

  private var firstMissing: String {
    String((missingShards ?? "").prefix { $0.isNumber })
  }
}
