/// The composition sums, in level space: they do not know the parameters, only levels.
///
/// One flat array, so that sums over groups can be taken entry by entry:
///
///     first      [part][l]            sum_n P n_l first
///     diagonal   [part][part'][l]     sum_n P n_l diagonal
///     cross      [part][l][part'][m]  sum_n P n_l (n_m - [l = m]) cross
///     firstPair  [part][l][m]         sum_n P n_l (n_m - [l = m]) first, meets the penalty
struct LevelSums {
  private let groupSize: Double
  private let parts: Int
  private let levelCount: Int
  var values: [Double]

  /// Sums over no group.
  init(levelCount: Int, groupSize: Int, parts: Int) {
    self.groupSize = Double(groupSize)
    self.parts = parts
    self.levelCount = levelCount
    let size = parts * levelCount
    // The four blocks above: parts L, parts^2 L, (parts L)^2 and parts L^2 numbers.
    values = Array(repeating: 0, count: size * (1 + parts + size + levelCount))
  }

  init(_ law: any ConditionalLaw, table: LevelTable, setting: Setting, parts: Int) throws {
    self.init(levelCount: table.count, groupSize: setting.groupSize, parts: parts)
    var moments = ConditionalMoments(levelCount: table.count, parts: parts)
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    try compositions.forEach { counts, probability in
      try law.fill(&moments, counts: counts)
      accumulate(moments, counts: counts, probability: probability)
    }
  }

  private var size: Int { parts * levelCount }
  private var diagonalStart: Int { size }
  private var crossStart: Int { size * (1 + parts) }
  private var firstPairStart: Int { size * (1 + parts + size) }

  /// For one part: E[n_l A_i] and E[n_l A_i^2] of a level.
  mutating func set(level l: Int, first: Double, square: Double) {
    values[l] = first
    values[diagonalStart + l] = square
  }

  /// For one part: E[n_l (n_m - [l = m]) A_i], and the same of A_i A_j.
  mutating func set(pair l: Int, _ m: Int, first: Double, product: Double) {
    values[firstPairStart + l * levelCount + m] = first
    values[crossStart + l * levelCount + m] = product
  }

  /// Adds to E[n_l A_i^2].
  mutating func grow(level l: Int, square: Double) { values[diagonalStart + l] += square }

  /// Adds to E[n_l (n_m - [l = m]) A_i A_j].
  mutating func grow(pair l: Int, _ m: Int, product: Double) {
    values[crossStart + l * levelCount + m] += product
  }

  /// Back to sums over no group.
  mutating func clear() {
    values.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// The sums of advantages that are `unit` times as large.
  func scaled(by unit: Double) -> LevelSums {
    var sums = self
    for i in values.indices {
      // Diagonal and cross are of products of two advantages, the other blocks of one.
      let isProduct = diagonalStart <= i && i < firstPairStart
      sums.values[i] *= unit
      if isProduct { sums.values[i] *= unit }
    }
    return sums
  }

  mutating func accumulate(_ moments: ConditionalMoments, counts: [Int], probability: Double) {
    if parts == 1 { return accumulateWhole(moments, counts: counts, probability: probability) }
    for l in 0..<levelCount where counts[l] > 0 {
      let weight = probability * Double(counts[l])
      for part in 0..<parts {
        let index = part * levelCount + l
        values[index] += weight * moments.first[index]
        for other in 0..<parts {
          let square = moments.diagonalIndex(part, other, l)
          values[diagonalStart + square] += weight * moments.diagonal[square]
        }
        for m in 0..<levelCount {
          let pairs = weight * Double(counts[m] - (l == m ? 1 : 0))
          // A pair that the group does not hold has no valid moments, not even to multiply by 0.
          if pairs == 0 { continue }
          values[firstPairStart + index * levelCount + m] += pairs * moments.first[index]
          for other in 0..<parts {
            let product = moments.crossIndex(part, l, other, m)
            values[crossStart + product] += pairs * moments.cross[product]
          }
        }
      }
    }
  }

  /// The same of one part: a grid of sigmas spends its time here.
  private mutating func accumulateWhole(
    _ moments: ConditionalMoments, counts: [Int], probability: Double
  ) {
    let (count, squares) = (levelCount, diagonalStart)
    let (products, pairSums) = (crossStart, firstPairStart)
    values.withUnsafeMutableBufferPointer { values in
      for l in 0..<count where counts[l] > 0 {
        let (weight, first) = (probability * Double(counts[l]), moments.first[l])
        values[l] += weight * first
        values[squares + l] += weight * moments.diagonal[l]
        for m in 0..<count {
          let pairs = weight * Double(counts[m] - (l == m ? 1 : 0))
          // As above.
          if pairs == 0 { continue }
          let pair = l * count + m
          values[pairSums + pair] += pairs * first
          values[products + pair] += pairs * moments.cross[pair]
        }
      }
    }
  }

  /// E g, the penalty included.
  func expectedGradient(_ table: LevelTable) -> ShortVector {
    ShortVector(count: table.scores.parameterCount) { gradient in
      for part in 0..<parts {
        for l in 0..<levelCount {
          let weight = values[part * levelCount + l] / groupSize
          if weight == 0 { continue }
          table.scores.means[part][l].withUnsafeBufferPointer { mean in
            for p in gradient.indices { gradient[p] += weight * mean[p] }
          }
        }
      }
      if let penalty = table.meanPenalty {
        for p in gradient.indices { gradient[p] += penalty[p] }
      }
    }
  }

  /// E norm(g)^2 in the metric of the scores, the penalty included.
  func secondMoment(_ table: LevelTable) -> Double {
    (products(table) + penaltyTerms(table)) / (groupSize * groupSize)
  }

  /// The sums of products of two advantages, each times that of the contributions.
  private func products(_ table: LevelTable) -> Double {
    let (first, second) = (diagonalStart, crossStart)
    let (parts, levels) = (parts, levelCount)
    return values.withUnsafeBufferPointer { values in
      table.squares.withUnsafeBufferPointer { squares in
        table.meanProducts.withUnsafeBufferPointer { products in
          var sum = 0.0
          for part in 0..<parts {
            for other in 0..<parts {
              for l in 0..<levels {
                let square = (part * parts + other) * levels + l
                sum += values[first + square] * squares[square]
                let row = ((part * levels + l) * parts + other) * levels
                for m in row..<row + levels { sum += values[second + m] * products[m] }
              }
            }
          }
          return sum
        }
      }
    }
  }

  private func penaltyTerms(_ table: LevelTable) -> Double {
    guard let penalty = table.meanPenalty else { return 0 }
    var sum =
      groupSize * table.scores.penaltyEnergy
      + groupSize * (groupSize - 1) * table.scores.product(penalty, penalty)
    for part in 0..<parts {
      for l in 0..<levelCount {
        let index = part * levelCount + l
        sum += 2 * values[index] * table.penaltySquare(part, l)
        for m in 0..<levelCount {
          let pairs = values[firstPairStart + index * levelCount + m]
          if pairs == 0 { continue }
          sum += 2 * pairs * table.scores.product(table.mean(part, l), table.penaltyMean(m))
        }
      }
    }
    return sum
  }
}

extension LevelTable {
  /// E k over all outcomes; nil without a penalty.
  var meanPenalty: [Double]? {
    guard scores.penaltyMeans != nil else { return nil }
    var mean = [Double](repeating: 0, count: scores.parameterCount)
    for l in 0..<count { add(penaltyMean(l), scale: probabilities[l], to: &mean) }
    return mean
  }
}
