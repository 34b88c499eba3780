import Analysis
import ArgumentParser
import Audit
import GRPO
import GSL
import Training

/// A run that is planned.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The system, by its recipe or its advantage: \(names.prefix(8).joined(separator: ", ")), and more. \
      A recipe that filters on raw rewards, dapo, drops silent groups.
      """, valueName: "name"), completion: .list(names))
  var preset = "trl"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Completions of a group.", valueName: "G"))
  var groupSize: Int = 8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Completions of a step, over all its groups (default: 8 groups).", valueName: "N"))
  var completions: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Gaussian noise to forecast, reward units: a list or range (default 0.005,0.05,0.3).",
      valueName: "list"), transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Completions of a prompt whose mean gradient is half signal, half noise: other group sizes are \
      compared at it (default: a gradient that is all but noise).
      """, valueName: "S"))
  var noiseScale: Double?

  /// Recipes, and advantages besides.
  private static let names =
    RecipePreset.all.map(\.name)
    + AdvantagePreset.names.filter { name in !RecipePreset.all.contains { $0.name == name } }

  /// Groups that laws are summed over.
  private static let largestGroup = 1024

  func settings() throws -> PlanSettings {
    let pinned = AdvantagePreset.all.map(\.pinned).filter { !Self.names.contains($0) }
    let name = try Names.one(preset, among: Self.names + pinned, option: "--preset")
    guard groupSize >= 2 else { throw UsageError("--group-size: at least 2, got \(groupSize)") }
    try SizeLimits.check(groupSize, "--group-size", atMost: Self.largestGroup)
    if let completions {
      try SizeLimits.check(completions, "--completions", atMost: SizeLimits.batchSize)
      guard completions >= groupSize, completions.isMultiple(of: groupSize) else {
        throw UsageError(
          "--completions: a multiple of --group-size \(groupSize), got \(completions)")
      }
    }
    if let noiseScale, !(noiseScale > 0 && noiseScale.isFinite) {
      throw UsageError("--noise-scale: finite and above 0, got \(noiseScale.plainText)")
    }
    let sigmas = sigma?.values ?? [0.005, 0.05, 0.3]
    try Names.refuseRepeated(sigmas, option: "--sigma")
    do {
      return try PlanSettings(
        preset: name, rule: try rule(name), dropsSilent: filter(name) == .raw,
        groupSize: groupSize, completions: completions, sigmas: sigmas, noiseScale: noiseScale)
    } catch let error as AuditError {
      throw UsageError("--preset: \(error)")
    }
  }

  private func filter(_ name: String) -> RolloutPlan.Filter {
    RecipePreset.all.first { $0.name == name }?.filter ?? .none
  }

  private func rule(_ name: String) throws -> AdvantageRule {
    if let recipe = RecipePreset.all.first(where: { $0.name == name }) {
      return AdvantageRule(recipe.advantage, whitening: recipe.whitening)
    }
    return try usage("--preset") { try AdvantagePreset(name: name) }.rule
  }
}
