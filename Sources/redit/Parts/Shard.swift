/// One of n contiguous shares of the units of a command, as equal as whole units are.
struct Shard: Equatable {
  /// From 1 to `count`.
  let number: Int
  let count: Int

  /// Shards of one run: names of parts have five digits.
  static let most = 99_999

  init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// Of a text such as `3/64`; nil for others.
  init?(_ text: String) {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let number = sides[0], let count = sides[1], 1...Self.most ~= count,
      1...count ~= number
    else { return nil }
    self.init(number: number, count: count)
  }

  /// The units that it has of so many.
  func units(of total: Int) -> Range<Int> { bound(number - 1, total)..<bound(number, total) }

  /// `total` times k / count, without an intermediate that is no Int.
  private func bound(_ k: Int, _ total: Int) -> Int {
    let product = total.multipliedFullWidth(by: k)
    return count.dividingFullWidth(product).quotient
  }

  /// `03-of-64.part`: sorted, they are in the order of the units.
  var fileName: String {
    let (digits, all) = (String(number), String(count))
    let zeros = String(repeating: "0", count: all.count - digits.count)
    return zeros + digits + "-of-" + all + Self.ending
  }

  /// What names of parts end in.
  static let ending = ".part"

  /// The shard that a part of this name is of; nil for other names.
  init?(fileName: String) {
    guard fileName.hasSuffix(Self.ending) else { return nil }
    let words = fileName.dropLast(Self.ending.count).split(separator: "-")
    guard words.count == 3, words[1] == "of", let shard = Shard("\(words[0])/\(words[2])"),
      shard.fileName == fileName
    else { return nil }
    self = shard
  }
}
