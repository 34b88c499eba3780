import Analysis
import ArgumentParser
import GRPO
import GSL
import Platform

/// `redit explore`: a page with sliders.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", _superCommandName: CommandRoot.name,
    abstract: "Write a page with sliders: what noise does to a step, exactly, offline.",
    discussion: """
      One HTML file for any browser, without network: from a USB stick, on a projector, on a phone. Sliders for \
      pass rate, group size, sigma, stabilizer and the errors of a verifier move exact laws, the numbers of \
      'redit exact --pass-rate' (or --prompts, for pass rates that are pasted in); a group is drawn live.

      What is seen stands in the address, to link to: explore.html#p=.1&g=8&sigma=.05&advantage=trl, with
        p           pass rate, 0 to 1
        g           group size, one of --group-size
        sigma       one of --sigma; 0 is no noise
        advantage   one of --advantage
        stabilizer  one of --stabilizer, for advantages that divide
        errors      f,e of the verifier: wrong taken for right, right for wrong
        rates       several prompts in place of p: .1,.5*3, three of them at .5
        seed        of the group that is drawn
        theme       light or dark; without it as the system has it

      What is left out keeps its default, what is not understood is named on the page.

      Examples:
        redit explore --out explore.html
        redit explore --prompts data/prompts/pass_rates.csv --out ours.html
        redit explore --advantage verl,grpo,rloo --noise uniform --sigma log:1e-3:1:31
      """)

  @Option(
    help: ArgumentHelp("The page to write, or - for standard output.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var out = "explore.html"

  @Option(
    help: ArgumentHelp(
      "Advantages to choose from (default \(Self.usual.joined(separator: ","))).", valueName: "name"
    ),
    completion: .names(EstimatorOptions.names))
  var advantage: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stops of the stabilizer, beside those that the advantages bring (default 0,1e-6,1e-4,1e-3,.01,.1).",
      valueName: "eps,eps"))
  var stabilizer: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stops of the group size.", valueName: "G,G"))
  var groupSize = IndexList(ExploreGrid.groupSizes)

  @Option(
    help: ArgumentHelp("gaussian or uniform.", valueName: "name"),
    completion: .list(Self.noises))
  var noise = "gaussian"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stops of sigma, 0 besides: a list or a range (default: ten a decade from 1e-4 to 1).",
      valueName: "list"),
    transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @OptionGroup(title: "Pass rates that the page begins with") var table: PromptTableOptions

  @Flag(help: "Overwrite a page that is not an unchanged output of 'redit explore'.")
  var force = false

  private static let usual = ["trl", "verl", "dr-grpo", "rloo"]
  private static let noises = ["gaussian", "uniform"]
  /// Numbers of all tables: six characters each, and a browser on a phone shall open it.
  private static let largestCount = 1_500_000

  func run() throws {
    let plan = try OutputPlan([("--out", out)], force: force)
    let isFile = plan.isFile("--out")
    guard !isFile || ["html", "htm"].contains(OutputFormat.ending(of: out)) else {
      throw UsageError("--out: a page ends in .html, got \(out.excerpt)")
    }
    let grid = try grid()
    let arguments = RepeatableArguments.of(CurrentRun.arguments)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let data = try ExploreData(grid, rates: rates(), threads: threads)
    let page = ExplorePage(
      data: data, command: ShellCommand.text(["redit"] + arguments + ["--out", "explore.html"]))
    try plan.write(["--out": Data(page.html().utf8)], Manifest(arguments: arguments))
    if isFile { try StandardOutput.write("wrote \(out)\n") }
  }

  private func rates() throws -> [ExploreData.WeightedRate] {
    guard let table = try table.load() else { return [] }
    return zip(table.passRates, table.weights).map {
      ExploreData.WeightedRate(rate: $0, weight: $1)
    }
  }

  private func grid() throws -> ExploreGrid {
    var estimators = try EstimatorOptions.parse([])
    estimators.advantage = advantage
    let named = try estimators.named(default: Self.usual).map { try $0.ofOneGroup() }
    let sizes = groupSize.values
    try Names.refuseRepeated(sizes, option: "--group-size")
    guard sizes.allSatisfy({ $0 >= 2 }) else {
      throw UsageError("--group-size: at least 2, got \(sizes.min()!)")
    }
    let stops = stabilizer?.values ?? ExploreGrid.stabilizers
    if let bad = stops.first(where: { $0 < 0 }) {
      throw UsageError("--stabilizer: finite and not negative, got \(bad.plainText)")
    }
    let family = try Names.one(noise, among: Self.noises, option: "--noise")
    let grid = ExploreGrid(
      advantages: named, stabilizers: stops, groupSizes: sizes.sorted(),
      sigmas: Set((sigma?.values ?? ExploreGrid.sigmas) + [0]).sorted(),
      dither: try Dither(NoiseFamily(name: family, parameters: NoiseParameters())))
    let sum = sizes.reduce(0.0) { $0 + Double($1) }
    guard sum < 1e5, grid.sigmas.count > 1, grid.numberCount <= Self.largestCount else {
      throw UsageError(
        grid.sigmas.count == 1
          ? "--sigma: one above 0, there is nothing to slide to"
          : "--group-size, --sigma, --stabilizer: more stops than a page can hold, fewer of one of them"
      )
    }
    for one in named {
      try usage("--advantage \(one.name)") { try grid.check(one.rule) }
    }
    return grid
  }
}
