import Platform

/// The horizontal axis: log10 of the dither scale, and left of a break the place of sigma = 0.
struct SigmaAxis: Equatable {
  /// The whole axis, in decades like all that follows.
  let limits: ClosedRange<Double>
  /// The middle of the column for sigma = 0 and its usable width; no middle without such a row.
  let zero: Double?
  let zeroWidth: Double
  /// Where the column ends; nil unless there are dither scales on both sides.
  let axisBreak: Double?

  /// Lays the axis out for the dither scales of a sweep; more curves widen the column of 0.
  init(sigmas: [Double], curveCount: Int = 1) {
    let hasZero = sigmas.contains(0)
    let positive = sigmas.filter { $0 > 0 }.map { log10($0) }
    guard let low = positive.min(), let high = positive.max() else {
      (limits, zero, zeroWidth, axisBreak) = (-1...1, 0, 0.4, nil)
      return
    }
    let unit = 0.12 * max(high - low, 0.5)
    let half = min(max(0.7, 0.16 * Double(curveCount)), 1.6) * unit
    zeroWidth = 1.6 * half
    zero = hasZero ? low - 0.5 * unit - half : nil
    axisBreak = hasZero ? low - 0.5 * unit : nil
    limits = (low - 0.5 * unit - (hasZero ? 2 * half : 0))...(high + 0.35 * unit)
  }

  /// Where a point stands; the curves of one figure stand side by side at sigma = 0.
  func position(of sigma: Double, curve: Int, of count: Int) -> Double {
    guard sigma == 0, let zero else { return log10(sigma) }
    let step = min(zeroWidth / 4, zeroWidth / Double(max(count - 1, 1)))
    return zero + step * (Double(curve) - Double(count - 1) / 2)
  }

  /// `0` at its column, then the marks of the dither scales right of the break.
  var ticks: [PlotTick] {
    let column = zero.map { [PlotTick(position: $0, label: "0")] } ?? []
    if zero != nil && axisBreak == nil { return column }
    return column + logarithmicTicks(in: (axisBreak ?? limits.lowerBound)...limits.upperBound)
  }
}

/// Marks of a logarithmic axis, positions in decades: powers of ten bear labels, and so do their
/// doubles and quintuples where fewer than three powers fit; over ten decades, only every n-th.
func logarithmicTicks(in range: ClosedRange<Double>) -> [PlotTick] {
  // log10 of any number lies within 324 of 0: others are infinite, where Int would trap.
  guard abs(range.lowerBound) < 400, abs(range.upperBound) < 400 else { return [] }
  let first = Int(range.lowerBound.rounded(.down))
  let last = Int(range.upperBound.rounded(.up))
  let powers = (first...last).filter { range.contains(Double($0)) }
  let every = (powers.count + 9) / 10
  let plain = powers.allSatisfy { abs($0) <= 3 }
  var ticks: [PlotTick] = []
  for exponent in first...last where every <= 3 || exponent % every == 0 {
    for digit in 1...9 where every == 1 || digit == 1 {
      let position = Double(exponent) + log10(Double(digit))
      guard range.contains(position) else { continue }
      let isLabelled =
        digit == 1 ? exponent % every == 0 : powers.count < 3 && (digit == 2 || digit == 5)
      let label = plain ? decimal(digit, exponent) : scientific(digit, exponent)
      ticks.append(PlotTick(position: position, label: isLabelled ? label : nil))
    }
  }
  return ticks
}

/// Six marks or fewer at multiples of a round step (1, 2 or 5 times a power of ten).
func linearTicks(
  in range: ClosedRange<Double>, label: (Double) -> String = decimal
) -> [PlotTick] {
  let span = range.upperBound - range.lowerBound
  guard span > 0 else { return [PlotTick(position: range.lowerBound, label: label(span))] }
  let power = pow(10, log10(span / 5).rounded(.down))
  let step = [1, 2, 5].map { $0 * power }.first { span / $0 <= 5 } ?? 10 * power
  let marks = (
    low: (range.lowerBound / step).rounded(.up), high: (range.upperBound / step).rounded(.down)
  )
  guard let first = Int(exactly: marks.low), let last = Int(exactly: marks.high), first <= last,
    last - first < 100
  else { return [] }
  return (first...last).map { number in
    let value = Double(number) * step
    return PlotTick(position: value, label: label(value))
  }
}

/// As few digits as tell it, with a true minus sign: "1.25", "−0.5", "2".
func decimal(_ value: Double) -> String { decimal(value, digits: 6) }

/// The same, to so many digits.
func decimal(_ value: Double, digits: Int) -> String {
  let text = NumberText.printed("%.\(digits)g", value)
  return text.hasPrefix("-") ? (text == "-0" ? "0" : "−" + text.dropFirst()) : text
}

private func decimal(_ digit: Int, _ exponent: Int) -> String {
  if exponent >= 0 { return "\(digit)" + String(repeating: "0", count: exponent) }
  return "0." + String(repeating: "0", count: -exponent - 1) + "\(digit)"
}

private func scientific(_ digit: Int, _ exponent: Int) -> String {
  digit == 1 ? powerOfTen(exponent) : "\(digit)×\(powerOfTen(exponent))"
}

/// "10⁻³".
func powerOfTen(_ exponent: Int) -> String {
  "10" + String("\(exponent)".map { superscripts[$0] ?? $0 })
}

private let superscripts = Dictionary(uniqueKeysWithValues: zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
