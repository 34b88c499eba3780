/// What shards of a command would have to do, in words.
struct ShardText {
  let text: String

  /// - Parameters:
  ///   - shards: how many.
  ///   - folder: for the parts.
  init<Work: UnitWork>(_ work: Work, shards: Int, folder: String) throws {
    let total = work.unitCount
    let count = min(shards, total)
    let sizes = (1...count).map { Shard(number: $0, count: count).units(of: total).count }
    let (least, most) = (sizes.min()!, sizes.max()!)
    var lines = [
      "units: \(total), each a \(work.unitName)",
      "shards: \(count), of \(least == most ? "\(most)" : "\(least) to \(most)") each",
    ]
    if count < shards { lines[1] += ": more would have nothing to do" }
    if let seconds = try work.estimatedSeconds() {
      let each = seconds * Double(most) / Double(total)
      lines.append(
        "time: about \(Self.duration(each)) a shard, \(Self.duration(seconds)) in all, by a short trial here"
      )
    }
    let command = PartHeader.arguments.filter { $0 != "--shards" }
    lines.append(
      ShellCommand.text(["redit"] + command + ["--shard", "1/\(count)", "--parts", folder]))
    text = lines.joined(separator: "\n") + "\n"
  }

  /// Two digits, in the unit that people would say it in.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(NumberText.printed("%.2g", max(seconds, 0))) s"
    case ..<7200: "\(NumberText.printed("%.0f", seconds / 60)) min"
    default: "\(NumberText.printed("%.0f", seconds / 3600)) h"
    }
  }
}
