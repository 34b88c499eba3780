import Policies
import Testing

/// A completion with the components of its reward, read off by hand.
struct RewardCase: Sendable, CustomTestStringConvertible {
  /// The prompt and the completion, as a person writes them.
  let prompt: String
  let completion: String
  let components: [Double]

  init(_ prompt: String, _ completion: String, _ components: [Double]) {
    self.prompt = prompt
    self.completion = completion
    self.components = components
  }

  /// The task the prompt is of.
  var task: VerifiableTask {
    get throws {
      switch prompt.last {
      case "=": try .modularAddition()
      case "?": try .bitParity()
      default: try prompt.contains("a") ? .formattedCopy() : .bracketMatching()
      }
    }
  }

  var testDescription: String { "\(prompt) \(completion)" }

  static let all = sums + parities + brackets + copies

  /// 2 + 4 = 6 = 1 mod 5.
  static let sums: [RewardCase] = [
    RewardCase("2 + 4 =", "1 .", [1, 0.5, 0]), RewardCase("2 + 4 =", "1 1", [0, 0, 0]),
    RewardCase("2 + 4 =", "3 .", [0, 0.5, 0]), RewardCase("2 + 4 =", ". .", [0, 0, 0]),
    RewardCase("2 + 4 =", ". 1", [0, 0, 0]), RewardCase("2 + 4 =", "3 1", [0, 0, 0]),
  ]

  static let parities: [RewardCase] = [
    RewardCase("1 0 1 ?", "0 .", [1, 0.5, 0]), RewardCase("1 0 1 ?", "1 .", [0, 0.5, 0]),
    RewardCase("1 ?", "1 .", [1, 0.5, 0]), RewardCase("0 1 1 1 ?", "1 .", [1, 0.5, 0]),
    RewardCase("1 ?", "1 0", [0, 0, 0]),
  ]

  static let brackets: [RewardCase] = [
    RewardCase("( [ ( :", ") ] ) .", [1, 0.5, 0.5]),
    RewardCase("( [ ( :", ") ] ] .", [0, 0.5, 1.0 / 3]),
    RewardCase("( [ ( :", ") . . .", [0, 0.5, 0.5 / 3]),
    RewardCase("( [ ( :", ") . ] .", [0, 0, 0.5 / 3]),
    RewardCase("( [ ( :", ") ] ) )", [0, 0, 0.5]),
    RewardCase("( [ ] :", ") . . .", [1, 0.5, 0.5]),
    RewardCase("( [ ] :", ") ) . .", [0, 0.5, 0.5]),
    RewardCase("( ) [ :", "] . . .", [1, 0.5, 0.5]),
  ]

  /// A copy without its tag is right, but not in the format.
  static let copies: [RewardCase] = [
    RewardCase("b a a :", "< b a a .", [1, 0.5, 0.5]),
    RewardCase("b a a :", "b a a . .", [1, 0, 0.5]),
    RewardCase("b a a :", "< b a b .", [0, 0.5, 1.0 / 3]),
    RewardCase("b a a :", "< b a a b", [0, 0, 0.5]),
    RewardCase("b a a :", "< b . a .", [0, 0, 0.5 / 3]),
    RewardCase("b a a :", "< . . . .", [0, 0, 0]),
    RewardCase("b a a :", ". b a a .", [0, 0, 0]),
  ]
}
