import ArgumentParser
import Testing

@testable import redit

/// A command parsed by itself is what parsing from the root finds.
struct CommandTests {
  private static let known: [[String]] = [
    ["exact"], ["exact", "--sigma", "0.1,1", "--group-size=4,8", "--format", "csv"],
    ["exact", "--pass-rate", "log:1e-3:.5:20", "--advantage", "trl,dr-grpo", "--out", "sweep"],
    ["sweep", "--groups", "1000", "--noise", "uniform", "--seed", "7"],
    ["advantages", "--rewards", "1,0", "--rewards", "1,1", "--sigma", "0"],
    ["audit", "exact"], ["repeat", "exact"], ["plot", "sweep.csv", "--out", "a.svg"],
    ["columns", "sweep"], ["claims"], ["terms"], ["status", "help"], ["merge", "parts"],
    ["train", "--steps", "3"], ["compare", "--runs", "2"], ["map"], ["verify"],
  ]

  private static func refused(_ arguments: [String]) -> String? {
    do {
      _ = try Redit.command(arguments)
      return nil
    } catch {
      return Redit.fullMessage(for: error)
    }
  }

  private static func refusedFromRoot(_ arguments: [String]) -> String? {
    do {
      _ = try Redit.parseAsRoot(arguments)
      return nil
    } catch {
      return Redit.fullMessage(for: error)
    }
  }

  @Test(arguments: known)
  func `values are those of parsing from the root`(arguments: [String]) throws {
    let (found, right) = (try Redit.command(arguments), try Redit.parseAsRoot(arguments))
    #expect(type(of: found) == type(of: right) && "\(found)" == "\(right)")
  }

  /// The comparison above sees another value.
  @Test func `other values look different`() throws {
    let (one, other) = (
      try Redit.command(["exact", "--sigma", "0.1"]),
      try Redit.command(["exact", "--sigma", "0.2"])
    )
    #expect("\(one)" != "\(other)")
  }

  @Test(arguments: [
    ["exact", "--sigmas", "1"], ["exact", "--sigma"], ["exact", "--group-size", "x"],
    ["exact", "more"], ["sweep", "--groups", "x"], ["exac"], ["--sigma", "1"], ["plot"],
    ["serve"], ["exact", "--version"], ["--version"],
    ["exact", "--generate-completion-script", "bash"], ["--generate-completion-script", "zsh"],
    ["exact", "--generate-completion-script"], ["exact", "--experimental-dump-help"],
  ]) func `what is refused is refused in the same words`(arguments: [String]) throws {
    let right = try #require(Self.refusedFromRoot(arguments))
    #expect(Self.refused(arguments) == right)
  }

  @Test(arguments: [
    ["help"], ["help", "exact"], ["exact", "--help"], ["exact", "-h"], ["--help"], [],
    ["exact", "--sigma", "1", "--help"], ["sweep", "--help-hidden"],
  ]) func `help is asked of the root`(arguments: [String]) throws {
    var (found, right) = (try Redit.command(arguments), try Redit.parseAsRoot(arguments))
    #expect(type(of: found) == type(of: right))
    let message = { (command: inout any ParsableCommand) -> String in
      do {
        try command.run()
        return ""
      } catch {
        return Redit.fullMessage(for: error)
      }
    }
    let text = message(&right)
    #expect(!text.isEmpty && message(&found) == text)
  }

  /// Otherwise the parser searches for a script of completions each time.
  @Test func `every command says whose it is`() {
    for command in Redit.configuration.subcommands {
      #expect(command.configuration._superCommandName == CommandRoot.name)
    }
  }
}
