import ArgumentParser

/// Rewards separated by commas, each a number or as many components between slashes: `1,0,0.5` or
/// `1/1,0/1,0/0`.
struct RewardList: ExpressibleByArgument {
  /// By outcome and component.
  let rows: [[Double]]

  init?(argument: String) {
    rows = argument.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      cell.split(separator: "/", omittingEmptySubsequences: false)
        .map { Double($0.trimmingSpaces) ?? .nan }
    }
    guard rows.allSatisfy({ $0.count == rows[0].count && $0.allSatisfy(\.isFinite) }) else {
      return nil
    }
  }

  /// The rewards without parts; nil where they have components.
  var values: [Double]? { rows[0].count == 1 ? rows.map { $0[0] } : nil }

  /// nil for rewards without parts.
  var components: [[Double]]? { rows[0].count == 1 ? nil : rows }

  /// How many there are.
  var count: Int { rows.count }
}
