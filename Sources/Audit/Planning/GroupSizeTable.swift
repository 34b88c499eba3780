import Analysis
import GRPO
import RealModule

/// Groups of several sizes out of the same number of completions.
struct GroupSizeTable {
  private let rates: PassRateSet
  private let settings: PlanSettings

  init(_ rates: PassRateSet, _ settings: PlanSettings) {
    self.rates = rates
    self.settings = settings
  }

  /// Nodes of a law of pass rates: the numbers of a prompt are polynomials of its rate, of a degree of at most 2 G, and
  /// G + 1 nodes are exact for those. Beyond 256 the rest is smooth.
  fileprivate static func nodes(_ size: Int) -> Int { min(size + 1, 256) }

  /// Sizes that divide the completions of a step, the planned one among them.
  private var sizes: [Int] {
    Set([2, 4, 8, 16, 32, 64, settings.groupSize]).sorted().filter {
      settings.completions.isMultiple(of: $0) && $0 >= settings.estimator.kind.minimumGroupSize
    }
  }

  /// One for each size and sigma, sigma 0 first.
  func entries() throws -> [GroupSizeEntry] {
    let sigmas = [0] + settings.sigmas
    let columns = try sizes.map { try Column($0, sigmas, rates, settings) }
    return columns.indices.flatMap { place in
      sigmas.indices.map { sigma in
        columns[place].entry(sigma, next: place + 1 < columns.count ? columns[place + 1] : nil)
      }
    }
  }

  /// One size.
  private struct Column {
    let size: Int
    let sigmas: [Double]
    let settings: PlanSettings
    let silence: PromptMeans
    let largest: Double?
    /// By sigma; nil with its reason.
    var moments: [PromptMeans?] = []
    var gaps: [String?] = []

    init(
      _ size: Int, _ sigmas: [Double], _ rates: PassRateSet, _ settings: PlanSettings
    ) throws {
      (self.size, self.sigmas, self.settings) = (size, sigmas, settings)
      silence = try PromptMeans(rates) { law in
        let law = law.compositions(groupSize: size)
        return [law[0], law[size]]
      }
      largest = LargestAdvantage.value(settings.estimator, groupSize: size, rates: rates)
      for sigma in sigmas {
        do {
          let moments = try GroupSizeMoments(
            settings.estimator, groupSize: size, sigma: sigma, dropsSilent: settings.dropsSilent)
          let scale = settings.noiseScale ?? .infinity
          self.moments.append(
            try PromptMeans(rates) { law in
              try moments.mean(law, nodes: GroupSizeTable.nodes(size), noiseScale: scale)
            })
          gaps.append(nil)
        } catch {
          self.moments.append(nil)
          gaps.append("\(error)")
        }
      }
    }

    func entry(_ place: Int, next: Column?) -> GroupSizeEntry {
      typealias Moments = GroupSizeMoments
      return GroupSizeEntry(
        groupSize: size, groups: settings.completions / size, sigma: sigmas[place],
        silentShare: silence.share(0, 1), allWrong: silence.share(0), allRight: silence.share(1),
        largestAdvantage: largest,
        efficiency: moments[place]?.ratio(Moments.signal, Moments.total),
        largerBeyond: next.flatMap { crossing(place, $0) }, gap: gaps[place])
    }

    /// The noise scale S at which `signal/(noise + pull/S)` is the same for both sizes.
    private func crossing(_ place: Int, _ larger: Column) -> Double? {
      guard let own = moments[place]?.means, let other = larger.moments[place]?.means else {
        return nil
      }
      typealias Moments = GroupSizeMoments
      let (signal, more) = (own[Moments.signal], other[Moments.signal])
      let gain = more * own[Moments.noise] - signal * other[Moments.noise]
      let loss = signal * other[Moments.pull] - more * own[Moments.pull]
      // Better even for a gradient without noise, or not even for one that is all but noise.
      if loss <= 0 && gain > 0 { return 0 }
      return gain > 0 ? loss / gain : .infinity
    }
  }
}

/// The largest absolute advantage of rewards 0 and 1 without noise.
enum LargestAdvantage {
  static func value(
    _ estimator: AdvantageEstimator, groupSize: Int, rates: PassRateSet
  ) -> Double? {
    // Every composition occurs where some rate lies between 0 and 1.
    let isMixed = rates.classes.contains { group in
      switch group.law {
      case .exact(let rate): 0 < rate && rate < 1
      case .beta: true
      }
    }
    if estimator.kind == .batchStandardized { return nil }
    guard isMixed else { return 0 }
    return (1..<groupSize).reduce(0) { largest, right in
      let rewards =
        Array(repeating: 0.0, count: groupSize - right) + Array(repeating: 1, count: right)
      return max(largest, estimator.advantages(of: rewards).map(abs).max() ?? 0)
    }
  }
}
