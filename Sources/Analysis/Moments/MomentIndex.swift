/// Positions of the scalar coordinates behind the gradient's P.
enum MomentIndex {
  static let square = 0
  static let silent = 1
  static let largest = 2
  static let extra = 3
}
