import Platform

/// Refuses options that were typed although nothing would change by them.
struct Refusals {
  private let arguments: [String]

  init(_ arguments: [String] = CurrentRun.arguments) { self.arguments = arguments }

  /// Whether the option stands on the command line; a default does not.
  func isTyped(_ option: String) -> Bool {
    arguments.contains { $0 == option || $0.hasPrefix(option + "=") }
  }

  /// The first of some options that was typed.
  func first(of options: String...) -> String? { options.first(where: isTyped) }

  /// What was typed after the option, the last time.
  func value(of option: String) -> String? {
    guard let index = arguments.lastIndex(where: { $0 == option || $0.hasPrefix(option + "=") })
    else { return nil }
    let word = arguments[index]
    if word != option { return String(word.dropFirst(option.count + 1)) }
    return arguments.dropFirst(index + 1).first
  }

  /// - Parameter reason: why it changes nothing, and what would make it.
  func refuse(_ options: String..., when isIdle: Bool = true, because reason: String) throws {
    guard isIdle, let option = options.first(where: isTyped) else { return }
    throw UsageError("\(option): no effect, \(reason)")
  }

  /// Refuses what belongs to a simulation where there is none.
  func refuseSimulation(because reason: String) throws {
    try refuse(
      "--seed", "--generator", "--method", "--precision", "--precision-of", because: reason)
  }
}
