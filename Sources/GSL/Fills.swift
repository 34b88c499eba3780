internal import CGSL

extension RandomStream {
  /// Overwrites every element with a ``uniform()`` variate, in order.
  public mutating func fillUniform(_ buffer: inout [Double]) {
    guard generator == .philox4x64 else {
      for i in buffer.indices { buffer[i] = gsl_rng_uniform(handle) }
      return
    }
    // The same numbers without a call through a pointer for each.
    let state = handle.pointee.state
    for i in buffer.indices { buffer[i] = redit_philox_get_double(state) }
  }

  /// Overwrites every element with a ``gaussian()`` variate, in order.
  public mutating func fillGaussian(_ buffer: inout [Double]) {
    buffer.withUnsafeMutableBufferPointer { values in
      if let start = values.baseAddress { fillGaussian(start, count: values.count) }
    }
  }

  /// Overwrites `count` numbers with ``gaussian()`` variates, in order.
  public mutating func fillGaussian(_ buffer: UnsafeMutablePointer<Double>, count: Int) {
    let handle = handle
    for i in 0..<count { buffer[i] = gsl_ran_gaussian_ziggurat(handle, 1) }
  }
}

extension AliasTable {
  /// Overwrites `count` numbers with categories, as ``draw(using:)`` one after another.
  public func fill(
    _ buffer: UnsafeMutablePointer<Int>, count: Int, using stream: inout RandomStream
  ) {
    let handle = stream.handle
    for i in 0..<count { buffer[i] = Int(gsl_ran_discrete(handle, table)) }
  }
}

extension RandomStream {
  /// Overwrites the first `columns` numbers of each row with ``gaussian()`` variates, row by row; a
  /// row begins `stride` numbers after the one before.
  public mutating func fillGaussian(
    _ buffer: UnsafeMutablePointer<Double>, rows: Int, columns: Int, stride: Int
  ) {
    let handle = handle
    for row in 0..<rows {
      let start = buffer + row * stride
      for column in 0..<columns { start[column] = gsl_ran_gaussian_ziggurat(handle, 1) }
    }
  }

  /// Overwrites `count` numbers with squared norms of standard normal vectors, chi-squared with
  /// `dimension` degrees of freedom; 0 in no dimension.
  public mutating func fillSquaredNorms(
    _ buffer: UnsafeMutablePointer<Double>, count: Int, dimension: Int
  ) {
    let handle = handle
    let nu = Double(dimension)
    for i in 0..<count {
      if dimension > 2 {
        buffer[i] = gsl_ran_chisq(handle, nu)
      } else {
        // Below 3 the gamma variate behind chi-squared costs a logarithm and a power.
        buffer[i] = 0
        for _ in 0..<dimension {
          let x = gsl_ran_gaussian_ziggurat(handle, 1)
          buffer[i] += x * x
        }
      }
    }
  }
}
