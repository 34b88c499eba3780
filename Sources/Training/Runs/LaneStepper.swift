/// A trainer that takes steps beside others, with the noise of the step.
///
/// Not counted as used at every stage: whoever makes one holds the trainer.
struct LaneStepper {
  let trainer: Unmanaged<LaneTrainer>
  /// By completion, of variance 1; nil without noise.
  let noise: UnsafePointer<RunLanes>?

  init(_ trainer: LaneTrainer, noise: UnsafePointer<RunLanes>?) {
    self.trainer = .passUnretained(trainer)
    self.noise = noise
  }
}
