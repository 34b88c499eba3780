import Analysis
import GRPO
import Policies
import Training

/// A mistake on the command line: exit status 64.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
