/// Follows a few numbers of every single group, for the sample variances that the sums over blocks do
/// not give: norm(g)^2, and g along fixed directions, of every setting and contrast.
struct GroupTracker {
  let directions: [[Double]]
  private let contrasts: [Contrast]
  private let settingCount: Int
  /// `quantities` numbers of the current group for each setting.
  private var values: [Double]
  /// Sums of their squares for each setting, then for each contrast.
  private var squares: [Double]

  init(directions: [[Double]], settings: Int, contrasts: [Contrast]) {
    self.directions = directions
    self.contrasts = contrasts
    settingCount = settings
    values = Array(repeating: 0, count: settings * (1 + directions.count))
    squares = Array(
      repeating: 0, count: (settings + contrasts.count) * (1 + directions.count))
  }

  /// norm(g)^2, then one per direction.
  var quantities: Int { 1 + directions.count }

  /// Notes a number of the current group.
  mutating func note(_ value: Double, setting: Int, quantity: Int) {
    values[setting * quantities + quantity] = value
  }

  /// Adds the squares of the current group.
  mutating func closeGroup() {
    for i in values.indices { squares[i] += values[i] * values[i] }
    for (c, contrast) in contrasts.enumerated() {
      for q in 0..<quantities {
        // Two settings see the same draws: their difference has a square of its own.
        let change =
          values[contrast.setting * quantities + q] - values[contrast.baseline * quantities + q]
        squares[(settingCount + c) * quantities + q] += change * change
      }
    }
  }

  /// Reads the sums of a setting or contrast and sets them to 0.
  mutating func take(_ index: Int) -> [Double] {
    let range = index * quantities..<(index + 1) * quantities
    let taken = Array(squares[range])
    for i in range { squares[i] = 0 }
    return taken
  }
}
