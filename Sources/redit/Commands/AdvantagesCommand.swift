import Analysis
import ArgumentParser
import Platform
import GRPO

/// `redit advantages`: what training systems make of one group of rewards, with noise and without.
struct AdvantagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advantages", _superCommandName: CommandRoot.name,
    abstract: "Say what each training system makes of this group of rewards.",
    discussion: """
      Advantages without noise, their exact mean and standard deviation with it, and what is wrong with \
      the group: silent, one completion alone, a residue of single precision. Groups given together are \
      one batch, which batch-standardized advantages and whitening look at.

      Examples:
        redit advantages --rewards 1,0,0,1,0,0,0,0 --advantage trl,verl,nemo-rl --sigma 0,0.05
        redit advantages --rewards 1/1,0/1,0/1,0/1 --advantage trl,decoupled --sigma 0.05
        redit advantages --rewards .2,.2,.2,.2,.2,.2,.2,.2 --advantage openrlhf --precision float32
      """)

  @OptionGroup(title: "Group") var group: GroupOptions
  @OptionGroup(title: "Advantage") var estimator: EstimatorOptions
  @OptionGroup(title: "Noise") var noise: NoiseOptions

  @Option(
    help: ArgumentHelp(
      """
      Values without noise in double precision, or in the single precision of the system, bit for bit.
      """, valueName: "double|float32"))
  var precision: Precision = .double

  @OptionGroup(title: "Output") var output: OutputOptions

  enum Precision: String, ExpressibleByArgument, CaseIterable { case double, float32 }

  func run() throws {
    let files = try output.plan()
    let batch = try group.batch()
    try Refusals().refuse(
      "--component-maxima", "--relative-radius",
      because: "components are those of --rewards, each with noise of --sigma")
    let usual = ["trl", "verl", "openrlhf", "nemo-rl", "dr-grpo"]
    let advantages = try estimator.named(
      default: usual + (batch.componentCount > 1 ? ["decoupled"] : []))
    let dithers = try noise.dithers()
    let sigmas = try noise.sigmas(default: [0, 0.05])
    try noise.refuseIdle(
      dithers, sigmas: sigmas, advantages.map(\.estimator), Refusals())
    let lines = try groups(batch, advantages, dithers, ([0] + sigmas).inOrderOfAppearance)
    let text = AdvantageText(
      groups: lines, advantages: advantages, isSingle: precision == .float32)
    let contents = try output.contents(
      text.text(output.text.resolvedFormat, width: output.text.width)
    ) { AdvantageTable.table.csv(lines.flatMap(\.lines)) }
    try files.write(contents, Manifest(arguments: output.text.arguments))
  }

  /// By group, advantage, noise and sigma; what has no noise once.
  private func groups(
    _ batch: RewardBatch, _ advantages: [NamedAdvantage], _ dithers: [Dither], _ sigmas: [Double]
  ) throws -> [DitheredGroupLine] {
    let words = group.words
    return try batch.groups.indices.flatMap { index in
      try advantages.flatMap { advantage in
        let undithered = advantage.rule.advantages(of: batch)[index]
        let single = advantage.arithmetic?.advantages(of: batch, by: advantage.rule)?[index]
        let findings = try GroupFinding.all(
          batch.groups[index], weights: batch.weights, rule: advantage.rule, single: single)
        let line = { (dither: Dither?, sigma: Double) throws -> DitheredGroupLine in
          let law = try dither.map {
            try Self.law(batch, index, advantage.rule, $0, sigma)
          }
          return DitheredGroupLine(
            number: index + 1, rewards: words[index], advantage: advantage,
            dither: dither, sigma: sigma, undithered: undithered,
            single: single, dithered: law?.law, findings: findings, gap: law?.gap)
        }
        let noisy = try dithers.filter { $0.family != .none }.flatMap { dither in
          try sigmas.filter { $0 > 0 }.map { try line(dither, $0) }
        }
        return (sigmas.contains(0) ? [try line(nil, 0)] : []) + noisy
      }
    }
  }

  private static func law(
    _ batch: RewardBatch, _ index: Int, _ rule: AdvantageRule, _ dither: Dither, _ sigma: Double
  ) throws -> (law: DitheredAdvantages?, gap: String?) {
    do {
      let law = try DitheredAdvantages(
        batch.groups[index], weights: batch.weights, rule: rule, dither: dither, sigma: sigma)
      return (law, nil)
    } catch let gap as AnalysisError {
      return (nil, gap.description)
    }
  }
}
