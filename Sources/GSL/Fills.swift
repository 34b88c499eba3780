internal import CGSL

extension RandomStream {
  /// Overwrites every element with a ``uniform()`` variate, in order.
  public mutating func fillUniform(_ buffer: inout [Double]) {
    guard var words = words(expecting: buffer.count) else {
      for i in buffer.indices { buffer[i] = gsl_rng_uniform(handle) }
      return
    }
    buffer.withUnsafeMutableBufferPointer { values in
      for i in values.indices { values[i] = words.uniform() }
    }
    words.close()
  }

  /// Overwrites every element with the whole part of a ``uniform()`` variate times a size: a place in a
  /// table of that size, to 2^-53 of equal chances.
  ///
  /// - Parameter size: from 1 to 2^31.
  public mutating func fillPlaces(_ buffer: inout [Int32], below size: Int) {
    precondition(1...1 << 31 ~= size, "places are counted from 1 to 2^31")
    guard let inPlace else {
      for i in buffer.indices { buffer[i] = Int32(uniform() * Double(size)) }
      return
    }
    redit_philox_places(inPlace, Double(size), UInt64(buffer.count), &buffer)
  }

  /// Overwrites every element with a ``gaussian()`` variate, in order.
  public mutating func fillGaussian(_ buffer: inout [Double]) {
    buffer.withUnsafeMutableBufferPointer { values in
      if let start = values.baseAddress { fillGaussian(start, count: values.count) }
    }
  }

  /// Overwrites `count` numbers with ``gaussian()`` variates, in order.
  public mutating func fillGaussian(_ buffer: UnsafeMutablePointer<Double>, count: Int) {
    fillGaussian(buffer, rows: 1, columns: count, stride: count)
  }

  /// Overwrites the first `columns` numbers of each row with ``gaussian()`` variates, row by row; a
  /// row begins `stride` numbers after the one before, and its numbers are `step` apart.
  public mutating func fillGaussian(
    _ buffer: UnsafeMutablePointer<Double>, rows: Int, columns: Int, stride: Int, step: Int = 1
  ) {
    guard var words = words(expecting: rows * columns) else {
      for row in 0..<rows {
        let start = buffer + row * stride
        for column in 0..<columns { start[column * step] = gsl_ran_gaussian_ziggurat(handle, 1) }
      }
      return
    }
    let ziggurat = ziggurat
    for row in 0..<rows {
      var place = buffer + row &* stride
      for _ in 0..<columns {
        place.pointee = ziggurat.draw(&words)
        place += step
      }
    }
    words.close()
  }

  /// Overwrites `count` numbers with squared norms of standard normal vectors, chi-squared with
  /// `dimension` degrees of freedom; 0 in no dimension.
  public mutating func fillSquaredNorms(
    _ buffer: UnsafeMutablePointer<Double>, count: Int, dimension: Int
  ) {
    // Below 3 the gamma variate behind chi-squared costs a logarithm and a power.
    guard dimension > 2 else { return fillSquares(buffer, count: count, dimension: dimension) }
    let nu = Double(dimension)
    guard var words = words(expecting: 2 * count) else {
      for i in 0..<count { buffer[i] = gsl_ran_chisq(handle, nu) }
      return
    }
    let variates = GammaVariates(shape: nu / 2, scale: 1)
    let ziggurat = ziggurat
    for i in 0..<count { buffer[i] = 2 * variates.draw(&words, ziggurat) }
    words.close()
  }

  private mutating func fillSquares(
    _ buffer: UnsafeMutablePointer<Double>, count: Int, dimension: Int
  ) {
    guard var words = words(expecting: count * dimension) else {
      for i in 0..<count {
        buffer[i] = Self.sumOfSquares(dimension) { gsl_ran_gaussian_ziggurat(handle, 1) }
      }
      return
    }
    let ziggurat = ziggurat
    for i in 0..<count { buffer[i] = Self.sumOfSquares(dimension) { ziggurat.draw(&words) } }
    words.close()
  }

  @inline(__always)
  private static func sumOfSquares(_ count: Int, _ draw: () -> Double) -> Double {
    var sum = 0.0
    for _ in 0..<count {
      let x = draw()
      sum += x * x
    }
    return sum
  }
}

extension AliasTable {
  /// Overwrites every element with a category, as ``draw(using:)`` one after another.
  public func fill(_ buffer: inout [Int], using stream: inout RandomStream) {
    buffer.withUnsafeMutableBufferPointer { categories in
      if let start = categories.baseAddress {
        fill(start, count: categories.count, using: &stream)
      }
    }
  }

  /// Overwrites `count` numbers with categories, as ``draw(using:)`` one after another.
  public func fill(
    _ buffer: UnsafeMutablePointer<Int>, count: Int, using stream: inout RandomStream
  ) {
    guard var words = stream.words(expecting: count) else {
      for i in 0..<count { buffer[i] = Int(gsl_ran_discrete(stream.handle, table)) }
      return
    }
    let cells = cells
    for i in 0..<count { buffer[i] = cells.category(at: words.uniform()) }
    words.close()
  }
}
