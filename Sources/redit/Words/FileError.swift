import Analysis
import GRPO
import Policies
import Training

/// A file that cannot be read, written or understood: exit status 1.
struct FileError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
