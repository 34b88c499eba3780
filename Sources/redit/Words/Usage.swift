import Analysis
import GRPO
import Logs
import Policies
import Training

/// Turns what the modules throw about a value into a usage error that names the option.
func usage<T>(_ option: String?, _ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch let error as UsageError {
    throw error
  } catch let error
    where error is GRPOError || error is PolicyError || error is AnalysisError
    || error is TrainingError || error is LogError
  {
    throw UsageError(option.map { "\($0): \(error)" } ?? "\(error)")
  }
}
