internal import CPlatform

/// What this program was built from, and for.
public enum Build {
  /// The commit, with a `+` where files had been changed since; nil where the build was not told
  /// (`make` tells it).
  public static var commit: String? { named(redit_build_commit()) }

  /// The processor that the code was made for, as `-target-cpu` names it; nil for any of its
  /// architecture.
  public static var processor: String? { named(redit_build_processor()) }

  /// The architecture, as `uname -m` names it.
  public static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  private static func named(_ text: UnsafePointer<CChar>?) -> String? {
    text.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
