/// Points that share a look and a line of the legend.
struct RowSeries {
  let name: String
  let color: String
  /// gnuplot's number of the marker.
  let marker: Int
  var size = 0.8
  var points: [RowPoint] = []
}
