import GSL

/// Three inner products of rewards r and noise z.
struct RewardSquares {
  var rr = 0.0
  var rz = 0.0
  var zz = 0.0

  init() {}

  init(_ r: borrowing Buffer<Double>, _ z: borrowing Buffer<Double>) {
    for i in 0..<r.count {
      rr += r[i] * r[i]
      rz += r[i] * z[i]
      zz += z[i] * z[i]
    }
  }
}
