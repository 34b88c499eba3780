import GRPO
import GSL

/// The settings of a simulation that are worked out side by side, and the frames they read.
struct PanelSet {
  private(set) var frames: [GroupFrame] = []
  /// Of counted groups, by frame; empty where they are not counted.
  private var tiles: [CountTile] = []
  /// Of groups drawn by blocks of tokens, by frame; empty where they are not.
  private var completions: [CompletionTile] = []
  private var linear: [LinearPanel] = []
  private var divided: [DividedPanel] = []
  private let settings: [Setting]
  private let units: [Double]

  /// - Parameter isPlanted: an error is planted, which may make the noise of a group equal.
  init(
    _ groups: [(key: PanelKey, members: [Int])], settings: [Setting], units: [Double],
    parameterCount: Int, isPlanted: Bool = false
  ) {
    self.settings = settings
    self.units = units
    for (key, members) in groups {
      let frame = index(key.frame) ?? frames.count
      if frame == frames.count {
        frames.append(
          GroupFrame(
            key: key.frame, groupSize: settings[0].groupSize, parameterCount: parameterCount,
            mayTieNoise: isPlanted || settings[members[0]].dither.family.isDiscrete))
      }
      if key.isDivided {
        divided.append(
          DividedPanel(
            members: members, settings: settings, units: units, frame: frame,
            parameterCount: parameterCount))
      } else {
        linear.append(
          LinearPanel(
            members: members, settings: settings, units: units, frame: frame,
            parameterCount: parameterCount))
      }
    }
  }

  private func index(_ key: PanelKey) -> Int? { frames.firstIndex { $0.key == key } }

  /// Whether some setting of a dither looks at more than the centred noise.
  func readsMean(dither: Int) -> Bool {
    frames.contains { $0.dither == dither && !$0.isCentred }
  }

  /// Appends the group just drawn to every frame.
  func append(
    _ sampler: GroupSampler, _ problem: Problem, penalty: [Double]?, isDropped: Bool
  ) {
    for frame in frames {
      frame.append(sampler, problem, penalty: penalty, isDropped: isDropped)
    }
  }

  /// From now on groups are counted.
  mutating func count(_ sampler: CountSampler) {
    tiles = frames.map { sampler.tile(isCentred: $0.isCentred, dither: $0.dither) }
    for panel in divided {
      panel.count(tiles[panel.frame].basis, rewards: sampler.rewards)
    }
  }

  /// Adds a tile of counted groups to the sums, and the largest advantages of its first group.
  func add(_ sampler: CountSampler, count: Int, dropsSilentGroups: Bool) {
    for (frame, tile) in zip(frames, tiles) {
      sampler.write(
        count, dither: frame.dither, isCentred: frame.isCentred, to: tile,
        dropsSilentGroups: dropsSilentGroups)
      sampler.copyFirst(to: frame, dropsSilentGroups: dropsSilentGroups)
    }
    noteLargest { sampler.firstShape(frames[$0], tiles[$0]) }
    for panel in linear { panel.add(tiles[panel.frame]) }
    for panel in divided { panel.add(tiles[panel.frame]) }
  }

  /// From now on completions are drawn by blocks of tokens.
  mutating func sumSymbols(_ sampler: BlockSampler) {
    completions = frames.map { $0.completionTile(sampler) }
    for panel in linear { panel.sumSymbols(sampler) }
    for panel in divided { panel.sumSymbols(sampler) }
  }

  /// Adds a tile of groups drawn by blocks to the sums, and their largest advantages.
  func addCompletions(count: Int, dropsSilentGroups: Bool) {
    for tile in completions { tile.load(count, dropsSilentGroups: dropsSilentGroups) }
    for panel in linear { panel.add(completions[panel.frame]) }
    for panel in divided { panel.add(completions[panel.frame]) }
  }

  /// Notes the largest advantages of the group whose rewards the frames hold.
  func noteLargest(group: Int) { noteLargest { frames[$0].tile.shapes[group] } }

  private func noteLargest(_ shape: (_ frame: Int) -> GroupShape) {
    for panel in linear {
      let frame = frames[panel.frame]
      panel.noteLargest(frame.rewards, frame.noise)
    }
    for panel in divided {
      let frame = frames[panel.frame]
      panel.noteLargest(frame.rewards, frame.noise, shape(panel.frame))
    }
  }

  /// Groups that wait in the tiles.
  var waiting: Int { frames.first?.tile.count ?? 0 }

  /// Adds the groups of the tiles to the sums, and empties the tiles.
  func flush() {
    for panel in linear { panel.add(frames[panel.frame].tile) }
    for panel in divided { panel.add(frames[panel.frame].tile) }
    for frame in frames { frame.tile.clear() }
  }

  /// Moves the sums of a block out: for each setting the gradient without its penalty, norm(g)^2 and
  /// the largest advantages; `note` is told the largest of the block.
  func takeSums(into sums: inout [[Double]], note: (_ setting: Int, _ maximum: Double) -> Void) {
    for panel in linear {
      panel.fold()
      for (m, s) in panel.members.enumerated() {
        panel.readSums(of: m, into: &sums[s])
        note(s, panel.takeMaximum(of: m))
      }
      panel.clear()
    }
    for panel in divided {
      for (m, s) in panel.members.enumerated() {
        panel.takeSums(of: m, into: &sums[s])
        note(s, panel.takeMaximum(of: m))
      }
    }
  }
}

extension PanelSet {
  /// Notes the gradients of the one group that waits in the tiles, setting by setting.
  func track(_ tracker: inout GroupTracker, penalty: [Double]?) {
    let products = frames.map { frame in
      tracker.directions.map { frame.tile.products(with: $0, penalty: penalty) }
    }
    for (members, f, isDivided) in followed {
      let shape = frames[f].tile.shapes[0]
      for s in members {
        let (sigma, w) = (settings[s].sigma, scale(s, shape, isDivided: isDivided))
        let square = w * (w * shape.gradient.at(sigma) + 2 * shape.cross.at(sigma))
        tracker.note(square + shape.penaltySquare, setting: s, quantity: 0)
        for (d, product) in products[f].enumerated() {
          tracker.note(
            w * (product.reward + sigma * product.noise) + product.penalty, setting: s,
            quantity: 1 + d)
        }
      }
    }
  }

  private var followed: [(members: [Int], frame: Int, isDivided: Bool)] {
    linear.map { ($0.members, $0.frame, false) } + divided.map { ($0.members, $0.frame, true) }
  }

  private func scale(_ s: Int, _ shape: GroupShape, isDivided: Bool) -> Double {
    let scale = AdvantageScale(settings[s], unit: units[s])
    guard isDivided else { return scale.numerator }
    let denominator = max(0, shape.rewards.at(settings[s].sigma)).squareRoot() + scale.offset
    return denominator > 0 ? scale.numerator / denominator : 0
  }
}

extension GroupTile {
  /// Inner products of a direction with g_r and g_z of the first group, and with a penalty.
  func products(
    with direction: [Double], penalty: [Double]?
  ) -> (reward: Double, noise: Double, penalty: Double) {
    let (r, z) = (numbers, numbers + stride / 2)
    var (reward, noise) = (0.0, 0.0)
    for j in direction.indices {
      reward += direction[j] * r[j]
      noise += direction[j] * z[j]
    }
    return (reward, noise, penalty.map { dot(direction, $0) } ?? 0)
  }
}
