/// The composition sums, in level space: they do not know the parameters, only levels.
struct LevelSums {
  private let groupSize: Double
  private let parts: Int
  private let levelCount: Int
  /// sum_n P n_l first
  private var first: [Double]
  /// sum_n P n_l diagonal
  private var diagonal: [Double]
  /// sum_n P n_l (n_m - [l = m]) cross
  private var cross: [Double]
  /// sum_n P n_l (n_m - [l = m]) first_l, as [part][l][m]: meets the penalty of another completion
  private var firstPair: [Double]

  init(_ law: any ConditionalLaw, table: LevelTable, setting: Setting, parts: Int) throws {
    groupSize = Double(setting.groupSize)
    self.parts = parts
    levelCount = table.count
    var moments = ConditionalMoments(levelCount: table.count, parts: parts)
    first = moments.first
    diagonal = moments.diagonal
    cross = moments.cross
    firstPair = Array(repeating: 0, count: parts * table.count * table.count)
    let compositions = Compositions(
      groupSize: setting.groupSize, probabilities: table.probabilities)
    try compositions.forEach { counts, probability in
      try law.fill(&moments, counts: counts)
      accumulate(moments, counts: counts, probability: probability)
    }
  }

  private mutating func accumulate(
    _ moments: ConditionalMoments, counts: [Int], probability: Double
  ) {
    for l in counts.indices where counts[l] > 0 {
      let weight = probability * Double(counts[l])
      for part in 0..<parts {
        let index = moments.firstIndex(part, l)
        first[index] += weight * moments.first[index]
        for other in 0..<parts {
          let square = moments.diagonalIndex(part, other, l)
          diagonal[square] += weight * moments.diagonal[square]
        }
        for m in counts.indices {
          let pairs = weight * Double(counts[m] - (l == m ? 1 : 0))
          if pairs == 0 { continue }
          firstPair[index * levelCount + m] += pairs * moments.first[index]
          for other in 0..<parts {
            let product = moments.crossIndex(part, l, other, m)
            cross[product] += pairs * moments.cross[product]
          }
        }
      }
    }
  }

  /// E g, the penalty included.
  func expectedGradient(_ table: LevelTable) -> [Double] {
    var gradient = [Double](repeating: 0, count: table.scores.parameterCount)
    for part in 0..<parts {
      for l in 0..<levelCount {
        let weight = first[part * levelCount + l] / groupSize
        if weight != 0 { add(table.mean(part, l), scale: weight, to: &gradient) }
      }
    }
    if let penalty = table.meanPenalty { add(penalty, scale: 1, to: &gradient) }
    return gradient
  }

  /// E norm(g)^2, the penalty included.
  func secondMoment(_ table: LevelTable) -> Double {
    var sum = 0.0
    for part in 0..<parts {
      for other in 0..<parts {
        for l in 0..<levelCount {
          let index = (part * parts + other) * levelCount + l
          sum += diagonal[index] * table.square(part, other, l)
          sum += crossTerms(table, part, l, other)
        }
      }
    }
    return (sum + penaltyTerms(table)) / (groupSize * groupSize)
  }

  private func crossTerms(_ table: LevelTable, _ part: Int, _ l: Int, _ other: Int) -> Double {
    let mean = table.mean(part, l)
    var weighted = [Double](repeating: 0, count: mean.count)
    for m in 0..<levelCount {
      let index = ((part * levelCount + l) * parts + other) * levelCount + m
      if cross[index] != 0 { add(table.mean(other, m), scale: cross[index], to: &weighted) }
    }
    return dot(mean, weighted)
  }

  private func penaltyTerms(_ table: LevelTable) -> Double {
    guard let penalty = table.meanPenalty else { return 0 }
    var sum =
      groupSize * table.scores.penaltyEnergy
      + groupSize * (groupSize - 1) * dot(penalty, penalty)
    for part in 0..<parts {
      for l in 0..<levelCount {
        let index = part * levelCount + l
        sum += 2 * first[index] * table.penaltySquare(part, l)
        for m in 0..<levelCount {
          let pairs = firstPair[index * levelCount + m]
          if pairs != 0 { sum += 2 * pairs * dot(table.mean(part, l), table.penaltyMean(m)) }
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
