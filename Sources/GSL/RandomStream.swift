import CGSL

/// Placeholder stream (taus2) with the final interface; the Philox stream replaces it.
public struct RandomStream: ~Copyable {
  private let handle: UnsafeMutablePointer<gsl_rng>

  public init(seed: UInt64, stream: UInt64 = 0) {
    handle = gsl_rng_alloc(redit_rng_taus2())
    gsl_rng_set(handle, UInt(seed &* 1_000_003 &+ stream))
  }

  deinit { gsl_rng_free(handle) }

  public mutating func uniform() -> Double { gsl_rng_uniform(handle) }
  public mutating func gaussian() -> Double { gsl_ran_gaussian_ziggurat(handle, 1) }
  public mutating func laplace() -> Double { gsl_ran_laplace(handle, 1) }
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    gsl_ran_tdist(handle, degreesOfFreedom)
  }
  public mutating func rademacher() -> Double { gsl_rng_uniform(handle) < 0.5 ? -1 : 1 }
  public mutating func index(below count: Int) -> Int { Int(gsl_rng_uniform_int(handle, UInt(count))) }
}
