internal import CGSL

extension RandomStream {
  /// Overwrites every element with a ``uniform()`` variate, in order.
  public mutating func fillUniform(_ buffer: inout [Double]) {
    for i in buffer.indices { buffer[i] = gsl_rng_uniform(handle) }
  }

  /// Overwrites every element with a ``gaussian()`` variate, in order.
  public mutating func fillGaussian(_ buffer: inout [Double]) {
    for i in buffer.indices { buffer[i] = gsl_ran_gaussian_ziggurat(handle, 1) }
  }
}
