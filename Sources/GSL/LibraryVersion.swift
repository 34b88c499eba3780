internal import CGSL

/// The version of the GNU Scientific Library that is linked, as it tells it itself.
public enum LibraryVersion {
  /// Such as `2.7.1`.
  public static var text: String { String(cString: redit_gsl_version()) }
}
