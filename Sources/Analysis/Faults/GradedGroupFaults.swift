import GRPO
import RealModule

/// Mistakes in the advantages of a group; each leaves those of other kinds alone.
extension GradedGroup {
  func takeOwnReward(_ advantages: inout [Double]) {
    guard estimator.kind == .leaveOneOut else { return }
    let sums = sums
    let baseline = sums.sum / Double(sums.count - 1)
    for i in advantages.indices { advantages[i] = dithered[i] - baseline }
  }

  func divideMeanByOneLess(_ advantages: inout [Double]) {
    if estimator.kind == .meanNormalized {
      let mean = sums.mean * Double(sums.count) / Double(sums.count - 1)
      for i in advantages.indices where mean != 0 { advantages[i] = dithered[i] / mean - 1 }
      return
    }
    guard estimator.kind == .mean || isStandardized else { return }
    let sums = sums
    // sum/(G-1) - sum/G = mean/(G-1).
    let excess = sums.mean / Double(sums.count - 1)
    let divisor = isStandardized ? deviation + estimator.stabilizer : 1
    for i in advantages.indices where divisor > 0 { advantages[i] -= excess / divisor }
  }

  func takeBatchMean(_ advantages: inout [Double]) {
    let deviation = deviation
    guard let batch, deviation > 0 else { return }
    let shift = (sums.mean - batch.mean) / (deviation + estimator.stabilizer)
    for i in advantages.indices { advantages[i] += shift }
  }

  func putStabilizerInsideRoot(_ advantages: inout [Double]) {
    let deviation = deviation
    guard isStandardized, deviation > 0 else { return }
    let divisor = (deviation * deviation + estimator.stabilizer).squareRoot()
    let ratio = (deviation + estimator.stabilizer) / divisor
    for i in advantages.indices { advantages[i] *= ratio }
  }

  func divideAgain(_ advantages: inout [Double]) {
    let deviation = deviation
    guard isStandardized, deviation > 0 else { return }
    for i in advantages.indices { advantages[i] /= deviation + estimator.stabilizer }
  }

  func ditherAdvantages(_ advantages: inout [Double]) {
    // `DitheredGroup(plain:)` takes nothing from the rewards, so the difference is the noise.
    let noise = zip(dithered, raw).map { $0 - $1 }
    estimator.fill(&advantages, rewards: raw, batch: batch)
    for i in advantages.indices { advantages[i] += noise[i] }
  }
}
