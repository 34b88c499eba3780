/// What the laws of one grid share.
struct SharedTables: Sendable {
  /// By dimension.
  var spherical: [Int: SphericalTable] = [:]
}
