import ArgumentParser
import GSL
import Policies
import Training

/// How a grader sees the rewards.
struct ChannelOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the wrong completions that a verifier takes for right; rewards are 0 and 1.",
      valueName: "f"))
  var falsePositive: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the right completions that it takes for wrong.", valueName: "e"))
  var falseNegative: Double?

  @Flag(help: "Turn its verdicts into (r - f) / (1 - f - e), which is right in the mean.")
  var corrected = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Step of a grader that sees every reward as a whole number of steps.", valueName: "D"))
  var quantize: Double?

  @Option(
    help: ArgumentHelp(
      """
      What it adds before it rounds: none (default), uniform (one step wide), triangular (two).
      """, valueName: "name"), completion: .list(Self.ditherNames))
  var quantizeDither: String?

  private static let ditherNames = QuantizerDither.allCases.map(\.rawValue)

  /// The grader asked for; nil for one that sees the true rewards.
  func channel(_ refusals: Refusals) throws -> RewardChannel? {
    let rates = [("--false-positive", falsePositive), ("--false-negative", falseNegative)]
    let typed = rates.filter { $0.1 != nil }
    try refusals.refuse(
      "--corrected", when: typed.isEmpty,
      because: "no verifier errs (--false-positive, --false-negative)")
    try refusals.refuse(
      "--quantize-dither", when: quantize == nil, because: "nothing is rounded (--quantize)")
    guard let first = typed.first else { return try quantizer() }
    guard quantize == nil else {
      throw UsageError("--quantize and \(first.0) exclude each other")
    }
    for (option, rate) in rates {
      if let rate, !(0...1).contains(rate) {
        throw UsageError("\(option): a share from 0 to 1, got \(rate.plainText)")
      }
    }
    let (f, e) = (falsePositive ?? 0, falseNegative ?? 0)
    guard f != 0 || e != 0 else { throw UsageError("\(first.0): no effect, nothing goes wrong") }
    return .verifier(
      try usage("--corrected") {
        try ErringVerifier(falsePositive: f, falseNegative: e, isCorrected: corrected)
      })
  }

  private func quantizer() throws -> RewardChannel? {
    guard let quantize else { return nil }
    let option = "--quantize-dither"
    guard quantizeDither?.lowercased() != "subtractive" else {
      let sigma = quantize / 12.0.squareRoot()
      throw UsageError(
        "\(option): subtractive dither of one step is noise, --noise uniform --sigma "
          + NumberText.short(sigma))
    }
    let name = try Names.one(quantizeDither ?? "none", among: Self.ditherNames, option: option)
    return .quantizer(
      try usage("--quantize") {
        try RewardQuantizer(step: quantize, dither: QuantizerDither(rawValue: name)!)
      })
  }

  /// A task seen by the grader asked for.
  func applied(to task: AnyTrainingTask) throws -> AnyTrainingTask {
    guard let channel = try channel(Refusals()) else { return task }
    return try usage(channel.option) { try task.observed(through: channel) }
  }

  /// Refuses steps that change no reward.
  func refuseIdle(_ prompts: [Prompt], _ channel: RewardChannel?) throws {
    guard let quantize, let channel else { return }
    let isIdle = try usage("--quantize") {
      try prompts.allSatisfy { prompt in
        // Where completions have no numbers their rewards are not known here.
        try prompt.policy.isEnumerable
          && Set(prompt.rewards).allSatisfy { reward in
            let seen = try channel.observations(of: reward)
            return seen.count == 1 && abs(seen[0].reward - reward) <= 1e-12 * abs(reward)
          }
      }
    }
    guard !isIdle else {
      throw UsageError(
        "--quantize: no effect, every reward is a whole number of steps of "
          + NumberText.short(quantize)
          + (quantizeDither == nil ? "" : ", and \(quantizeDither!) dither keeps it there"))
    }
  }
}

extension RewardChannel {
  /// The option that it was typed with.
  var option: String {
    switch self {
    case .verifier(let verifier):
      verifier.falsePositive > 0 ? "--false-positive" : "--false-negative"
    case .quantizer: "--quantize"
    }
  }
}
