/// What to show of a file, as the options of `redit plot` say it.
struct PlotChoice: Equatable {
  /// `--y`.
  var quantity: String?
  /// `--policy`.
  var policy: String?
  /// `--claim`.
  var claim: String?

  var given: [String] {
    [("y", quantity), ("policy", policy), ("claim", claim)].filter { $0.1 != nil }.map(\.0)
  }
}
