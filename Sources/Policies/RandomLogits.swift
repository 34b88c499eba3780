import GSL

/// Independent draws from N(0, `scale`^2), the same for the same seed.
func randomLogits(count: Int, scale: Double, seed: UInt64) throws(PolicyError) -> [Double] {
  guard scale.isFinite, scale >= 0 else {
    throw .unusable(field: "scale", value: scale, reason: "must be finite and not negative")
  }
  var stream = RandomStream(seed: seed)
  var logits = [Double](repeating: 0, count: count)
  for index in logits.indices { logits[index] = scale * stream.gaussian() }
  return logits
}
