import ArgumentParser
import Synchronization

/// The commands of the program, for those of them that run others: they need not know what else there is.
enum CommandRoot {
  /// The name of the program, and of the command above all others. Those that say so are not searched for a script of
  /// completions, when they are parsed by themselves.
  static let name = "redit"

  private static let root = Mutex<(any ParsableCommand.Type)?>(nil)

  /// Tells which command has all others.
  static func register(_ command: any ParsableCommand.Type) { root.withLock { $0 = command } }

  /// The command that these arguments are of.
  static func command(_ arguments: [String]) throws -> any ParsableCommand {
    try registered.parseAsRoot(arguments)
  }

  /// What an error of ``command(_:)`` says.
  static func message(for error: any Error) -> String { registered.message(for: error) }

  private static var registered: any ParsableCommand.Type {
    guard let command = root.withLock(\.self) else {
      preconditionFailure("no command is run before the root is known")
    }
    return command
  }
}
