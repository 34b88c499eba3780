import GSL

/// Noise of a tile of counted groups, drawn as a whole or averaged across the rewards.
enum TileNoise {
  case whole(NoiseSums), radial(RadialNoise)

  var isRadial: Bool {
    switch self {
    case .whole: false
    case .radial: true
    }
  }

  /// Draws the noise of the first `count` groups of the source.
  func draw(_ count: Int, using stream: inout RandomStream) {
    switch self {
    case .whole(let noise): noise.draw(count, using: &stream)
    case .radial(let noise): noise.draw(count, using: &stream)
    }
  }

  /// The noise of the first group of the tile, completion by completion.
  func copyFirst(to noise: borrowing Buffer<Double>) {
    switch self {
    case .whole(let own): own.copyFirst(to: noise)
    case .radial(let own): own.copyFirst(to: noise)
    }
  }
}
