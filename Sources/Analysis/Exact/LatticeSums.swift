extension LevelSums {
  /// The sums of a law that knows a group by its norm, over (S, Q) of the other completions.
  ///
  /// Completion i of level l against G - 1 others, i and j of levels l, m against G - 2 others:
  ///
  ///     E[A_i]     = slope (r_l - rbar)
  ///     E[A_i A_j] = isotropic (delta_ij - 1/G) + aligned (r_l - rbar) (r_m - rbar)
  ///
  /// - Parameter step: of the lattice, in the law's unit of reward.
  ///
  /// `C(G + L - 1, L - 1)` compositions become `O(G^2 span^3)` states for each pair of levels.
  init(_ law: any ConditionalLaw, over lattice: LatticeLaw, step: Double) throws {
    let levels = lattice.lattice.indices
    self.init(levelCount: levels.count, groupSize: lattice.groupSize, parts: 1)
    let norms = try NormTable(law, lattice, step: step)
    let (p, g) = (lattice.probabilities, Double(lattice.groupSize))
    for (l, k) in levels.enumerated() {
      let own = norms.sums(lattice.others, completions: lattice.groupSize - 1, k, nil)
      set(level: l, first: g * p[l] * own.first, square: g * p[l] * own.product)
      for (m, j) in levels.enumerated() where m <= l {
        // Both orders of two levels come from one pass over the states.
        let pair = norms.sums(lattice.pairs, completions: lattice.groupSize - 2, k, j)
        let pairs = g * (g - 1) * p[l] * p[m]
        set(pair: l, m, first: pairs * pair.first, product: pairs * pair.product)
        set(pair: m, l, first: pairs * pair.second, product: pairs * pair.product)
      }
    }
  }
}

/// The coefficients of a law for every `v = G Q - S^2`, in units of the step of the lattice.
private struct NormTable {
  let size: Int
  let stride: Int
  let span: Int
  /// Lanes: slope, isotropic, aligned, spare.
  var coefficients: [SIMD4<Double>] = []

  init(_ law: any ConditionalLaw, _ lattice: LatticeLaw, step: Double) throws {
    size = lattice.groupSize
    stride = lattice.stride
    span = lattice.lattice.span
    // v is largest with half of the group at either end: G^2 span^2/4.
    for v in 0...(size * size * span * span / 4) {
      let norm = step * (Double(v) / Double(size)).squareRoot()
      guard let value = try law.coefficients(norm: norm) else { throw NoExactLaw.inaccurate }
      // For deviations in whole steps, as `sums` takes them.
      coefficients.append(
        SIMD4(step * value.mean, value.isotropic, step * step * value.aligned, 0))
    }
  }

  /// Expectations of A_i, A_j and A_i A_j given the steps k and j of their levels; for a nil j those
  /// of A_i and of its square.
  func sums(
    _ masses: [Double], completions: Int, _ k: Int, _ j: Int?
  ) -> (first: Double, second: Double, product: Double) {
    let g = Double(size)
    let (sumShift, squareShift) = (k + (j ?? 0), k * k + (j ?? 0) * (j ?? 0))
    // delta_ij - 1/G of the isotropic part.
    let own = (j == nil ? 1 : 0) - 1 / g
    var total = SIMD4<Double>.zero
    masses.withUnsafeBufferPointer { masses in
      coefficients.withUnsafeBufferPointer { coefficients in
        LatticeLaw.forEachRow(completions: completions, span: span) { sum, squares in
          let mean = Double(sum + sumShift) / g
          // Within the table all along the row: S^2/n <= Q <= span S holds for any numbers in [0, span],
          // and so does 0 <= G Q - S^2 <= G^2 span^2/4.
          var v = size * (squares.lowerBound + squareShift) - (sum + sumShift) * (sum + sumShift)
          var row = SIMD4<Double>.zero
          for i in (sum * stride + squares.lowerBound)...(sum * stride + squares.upperBound) {
            let mass = masses[i]
            if mass != 0 { row += mass * coefficients[v] }
            // One more in Q is G more in G Q - S^2.
            v += size
          }
          let (a, b) = (Double(k) - mean, Double(j ?? k) - mean)
          total += SIMD4(row[0] * a, row[0] * b, row[1] * own + row[2] * a * b, 0)
        }
      }
    }
    return (total[0], total[1], total[2])
  }
}
