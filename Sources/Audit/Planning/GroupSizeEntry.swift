/// What groups of one size make of a fixed number of completions.
public struct GroupSizeEntry: Sendable {
  /// G, completions of a group.
  public let groupSize: Int
  /// B, groups of a step.
  public let groups: Int
  /// Standard deviation of the Gaussian noise, units of reward; 0 for none.
  public let sigma: Double
  /// Groups whose completions are all right or all wrong, as a share.
  public let silentShare: ClusteredEstimate
  /// Groups all wrong, all right.
  public let allWrong, allRight: ClusteredEstimate
  /// The largest absolute advantage that occurs without noise; nil where the batch decides it.
  public let largestAdvantage: Double?
  /// The signal to noise of a step, as a share of that which linear advantages with known means would have from as many
  /// completions without noise, were their gradients all but noise (claim GroupSizeLaw); nil where no law is known.
  public let efficiency: ClusteredEstimate?
  /// The noise scale beyond which the next larger size of the table has more signal to noise; infinite where it never has,
  /// nil for the largest one.
  public let largerBeyond: Double?
  /// Why there are no numbers.
  public let gap: String?
}
