/// What the laws of one grid share.
struct SharedTables: Sendable {
  /// By dimension.
  var spherical: [Int: SphericalTable] = [:]
  /// Groups that were worked out; nil where they are not kept.
  var filled: FilledMoments?
}
