import ArgumentParser
import Analysis

/// Numbers separated by commas: `0.3,-0.2,0.1`.
struct NumberList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    guard let ends = EndList(argument: argument), ends.values.allSatisfy(\.isFinite) else {
      return nil
    }
    values = ends.values
  }
}

/// Numbers separated by commas, `inf` for what has no end: `inf,1`.
struct EndList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0.trimmingSpaces) }
    guard values.count == parts.count, !values.contains(where: \.isNaN) else { return nil }
  }
}
