/// The prompts that steps end with.
///
/// TRL writes an evaluation into the table of the step before it: its rows follow those of the step, and push out as many
/// from the front. An evaluation has the same prompts in the same order every time.
struct StepTails {
  private struct Tail: Hashable {
    let last, before: UInt64
  }

  private var counts: [Tail: Int] = [:]
  private var steps = 0

  /// Endings that are kept apart: what comes first after so many is not counted.
  private static let most = 1 << 16

  /// - Parameter prompts: of the rows of a step.
  mutating func add(_ prompts: [UInt64]) {
    steps += 1
    guard let last = prompts.last, let before = prompts.last(where: { $0 != last }) else { return }
    let tail = Tail(last: last, before: before)
    guard counts.count < Self.most || counts[tail] != nil else { return }
    counts[tail, default: 0] += 1
  }

  /// Steps that end with the same two prompts, where no other ending comes twice; nil where there are none, or too few to
  /// tell them from chance. Of N prompts in any order one ending comes three times with probability
  /// steps^3 / (6 N^4) at most.
  var evaluations: Int? {
    let repeated = counts.values.filter { $0 > 1 }
    guard repeated.count == 1, let count = repeated.first, count > 2, count < steps else {
      return nil
    }
    return count
  }
}
