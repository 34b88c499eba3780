/// Three inner products of rewards r and noise z.
struct RewardSquares {
  var rr = 0.0
  var rz = 0.0
  var zz = 0.0

  init() {}

  init(_ r: [Double], _ z: [Double]) {
    for i in r.indices {
      rr += r[i] * r[i]
      rz += r[i] * z[i]
      zz += z[i] * z[i]
    }
  }
}
