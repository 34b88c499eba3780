internal import CGSL

/// The cells of an alias table, threshold and alias side by side: a draw touches one line of the
/// cache, where GSL's two arrays take two.
///
/// Sendable unchecked: cells are written to before anyone draws. Who made them frees them.
struct AliasCells: @unchecked Sendable {
  private let cells: UnsafeMutablePointer<redit_alias_cell>
  private let size: Double

  init(_ table: UnsafePointer<gsl_ran_discrete_t>) {
    let count = table.pointee.K
    size = Double(count)
    cells = .allocate(capacity: count)
    for i in 0..<count { self[i] = (table.pointee.F[i], Int(table.pointee.A[i])) }
  }

  /// A cell: the category is its own number below the threshold, and the alias from there on.
  subscript(cell: Int) -> (threshold: Double, alias: Int) {
    get { (cells[cell].threshold, Int(cells[cell].alias)) }
    nonmutating set {
      cells[cell] = redit_alias_cell(threshold: newValue.threshold, alias: Int64(newValue.alias))
    }
  }

  func deallocate() { cells.deallocate() }

  /// The category of a uniform variate in [0, 1), as `gsl_ran_discrete` has it.
  @inline(__always)
  func category(at uniform: Double) -> Int { Int(redit_alias_category(cells, size, uniform)) }
}
