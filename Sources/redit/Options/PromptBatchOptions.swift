import ArgumentParser

/// Which prompts a step sees.
struct PromptBatchOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Groups per step, their prompts drawn at random (default: each prompt once).",
      valueName: "B"))
  var promptsPerStep: Int?
}
