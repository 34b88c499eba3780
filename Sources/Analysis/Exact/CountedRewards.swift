/// Mean and centred norm of a group's rewards, from its counts.
struct CountedRewards {
  let mean: Double
  /// `norm(r - rbar)`; exactly 0 for a silent group.
  let norm: Double

  init(mean: Double, norm: Double) {
    self.mean = mean
    self.norm = norm
  }

  init(counts: borrowing [Int], levels: borrowing [Double]) {
    var (size, held, first, last) = (0, 0, 0, 0)
    for l in 0..<counts.count where counts[l] > 0 {
      if held == 0 { first = l }
      (size, held, last) = (size + counts[l], held + 1, l)
    }
    let g = Double(size)
    // Two levels have a closed form, without rounded deviations; one has gap 0, hence norm 0.
    guard held > 2 else {
      let gap = levels[last] - levels[first]
      let share = Double(counts[last]) / g
      mean = held < 2 ? levels[first] : levels[first] + gap * share
      norm = Swift.abs(gap) * (Double(counts[first]) * share).squareRoot()
      return
    }
    var (sum, square) = (0.0, 0.0)
    // Two passes: sum r^2 - G rbar^2 would cancel where rewards are near each other.
    for l in counts.indices { sum += Double(counts[l]) * levels[l] }
    mean = sum / g
    for l in counts.indices {
      square += Double(counts[l]) * (levels[l] - mean) * (levels[l] - mean)
    }
    norm = square.squareRoot()
  }
}
