import ArgumentParser

@main
struct Redit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redit",
    abstract: "Find out, exactly and by simulation, what reward dithering does to GRPO.",
    subcommands: [PlotCommand.self])
}
