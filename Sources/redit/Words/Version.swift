/// The version of the tool, as outputs and checkpoints name it.
enum Version {
  static let current = "0.2.0"
}
