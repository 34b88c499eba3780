import GRPO
import GSL
import RealModule

extension NoiseFamily {
  /// The noise of mean 0 and variance 1 with probability `uniform`, in (0, 1), below it.
  func quantile(_ uniform: Double) throws -> Double {
    switch self {
    case .none: return 0
    case .gaussian: return try NormalDistribution().quantile(uniform)
    case .uniform: return Double.sqrt(3) * (2 * uniform - 1)
    case .laplace:
      // Laplace noise of scale b has variance 2 b^2, Student's t nu / (nu - 2).
      let tail = Double.log(2 * min(uniform, 1 - uniform))
      return (uniform < 0.5 ? tail : -tail) * Double.sqrt(0.5)
    case .rademacher: return uniform < 0.5 ? -1 : 1
    case .studentT(let nu):
      let law = StudentTDistribution(degreesOfFreedom: nu)
      return try law.quantile(uniform) * ((nu - 2) / nu).squareRoot()
    }
  }
}
