/// A labelled mark (or, without a label, a small one) on an axis.
struct PlotTick: Equatable {
  let position: Double
  let label: String?
}
