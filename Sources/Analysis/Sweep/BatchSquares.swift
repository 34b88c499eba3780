/// E norm(gbar)^2 of a batch of one prompt whose groups share their divisor.
struct BatchSquares {
  /// E g_a . g_b of two groups; nil where no exact law is known.
  let cross: Double?
  /// Why there is none.
  let note: String?
  /// E norm(gbar)^2.
  let simulated: Estimate?
}
