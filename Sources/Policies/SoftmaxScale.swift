/// What turns a logit into its log-probability: `log p = (logit - maximum) - logNormalizer`.
struct SoftmaxScale {
  let maximum: Double
  let logNormalizer: Double

  func logProbability(ofLogit logit: Double) -> Double { (logit - maximum) - logNormalizer }
}
