import ArgumentParser

/// Parses what is asked for again and again with other numbers.
///
/// The parser goes through all options of a command by reflection each time, which takes longer than most
/// exact laws. A command line of `exact` that differs from an earlier one in the values of some options
/// only is that command with these values set; what they refuse, and all else, is parsed from the start.
struct ServedParser {
  /// Parses from the start.
  let parse: ([String]) throws -> any ParsableCommand
  /// One for each way to write a command line, whatever its numbers.
  private var known: [[String]: ExactCommand] = [:]
  /// More ways than this are forgotten.
  private static let most = 64

  init(_ parse: @escaping ([String]) throws -> any ParsableCommand) { self.parse = parse }

  /// The command that these words are.
  ///
  /// - Throws: what the parser throws.
  mutating func command(_ words: [String]) throws -> any ParsableCommand {
    guard words.first == "exact" else { return try parse(words) }
    let (shape, values) = Self.taken(apart: words)
    if let command = known[shape], let changed = Self.command(command, with: values) {
      return changed
    }
    let command = try parse(words)
    if known.count >= Self.most { known = [:] }
    known[shape] = command as? ExactCommand
    return command
  }

  /// The words but for the values of the options that can be set, and those values.
  private static func taken(
    apart words: [String]
  ) -> (shape: [String], values: [(option: String, value: String)]) {
    var shape: [String] = []
    var values: [(option: String, value: String)] = []
    var option: String?
    for word in words {
      if let name = option {
        values.append((name, word))
        option = nil
        continue
      }
      let equals = word.firstIndex(of: "=")
      let name = equals.map { String(word[..<$0]) } ?? word
      let canBeSet = setters[name] != nil
      shape.append(canBeSet ? name : word)
      guard canBeSet else { continue }
      if let equals {
        values.append((name, String(word[word.index(after: equals)...])))
      } else {
        option = name
      }
    }
    // A value that is missing is for the parser to tell.
    return (option == nil ? shape : words, option == nil ? values : [])
  }

  /// The command with these values; nil where one of them is refused.
  private static func command(
    _ command: ExactCommand, with values: [(option: String, value: String)]
  ) -> ExactCommand? {
    var command = command
    for (option, value) in values {
      guard let setter = setters[option], (try? setter(&command, value)) != nil else { return nil }
    }
    return command
  }

  private struct Refused: Error {}

  private static func argument<T: ExpressibleByArgument>(_ text: String) throws -> T {
    guard let value = T(argument: text) else { throw Refused() }
    return value
  }

  /// Options of numbers, read as the parser reads them.
  private static let setters: [String: @Sendable (inout ExactCommand, String) throws -> Void] = [
    "--pass-rate": { $0.policy.passRate = try PassRateGrid($1) },
    "--logits": { $0.policy.logits = try argument($1) as NumberList },
    "--rewards": { $0.policy.rewards = try argument($1) as RewardList },
    "--old-logits": { $0.policy.oldLogits = try argument($1) as NumberList },
    "--sigma": { $0.setting.noise.sigma = try SigmaGrid($1) },
    "--degrees-of-freedom": { $0.setting.noise.degreesOfFreedom = try argument($1) },
    "--group-size": { $0.setting.advantage.groupSize = try argument($1) },
    "--stabilizer": { $0.setting.advantage.estimator.stabilizer = try argument($1) as Double },
    "--clamp": { $0.setting.advantage.estimator.clamp = try argument($1) as Double },
    "--learning-rate": { $0.setting.learningRate = try argument($1) as Double },
    "--false-positive": { $0.channel.falsePositive = try argument($1) as Double },
    "--false-negative": { $0.channel.falseNegative = try argument($1) as Double },
  ]
}
