import ArgumentParser
import Platform
import Policies

extension SweepLaws {
  /// The laws of a file that `sweep` or `exact` wrote, by the record beside it; nil where there is no
  /// record, or it is not of this file as it is, or its inputs have changed.
  init?(of file: String, threads: Int) {
    let record = Manifest.path(beside: file)
    // Noted as an input, for the figure depends on it.
    guard (try? InputFile.read(record, option: "FILE")) != nil,
      let meta = try? Manifest.read(record),
      meta.file == URL(filePath: file).lastPathComponent,
      (try? meta.checkFiles(beside: record)) != nil
    else { return nil }
    self.init(arguments: meta.arguments, threads: threads)
  }

  /// The laws of the rows that a command line of `sweep` or `exact` makes; nil of any other.
  init?(arguments: [String], threads: Int) {
    guard let first = arguments.first, ["sweep", "exact"].contains(first),
      let command = try? SweepCommand.parse(Array(arguments.dropFirst()))
    else { return nil }
    let channel: RewardChannel?
    do { channel = try command.channel.channel(Refusals(arguments)) } catch { return nil }
    self.init(
      policy: command.policy, setting: command.setting, channel: channel, threads: threads)
  }
}
