/// What a group of given norm makes of the advantages of a radial law, `u` the direction of its rewards:
///
///     E[A] = mean u,        E[A A^T] = isotropic I + aligned u u^T
struct RadialCoefficients {
  var mean: Double
  var isotropic: Double
  var aligned: Double
}
