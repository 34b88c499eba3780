import Platform

/// Programs that unpack what is not text.
enum Program {
  /// Where a program is: on the `PATH`, then in `.venv/bin`; nil if nowhere.
  static func path(_ name: String) -> String? {
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return (search.split(separator: ":").map(String.init) + [".venv/bin"])
      .map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Where `duckdb` is; the program itself, not the script in Python that pip puts in front of it
  /// and that costs a tenth of a second.
  static func duckdb() throws(LogError) -> String {
    guard let found = path("duckdb") else {
      throw LogError(reason: "parquet needs the duckdb program: pip install duckdb-cli")
    }
    return packaged(found) ?? found
  }

  private static func packaged(_ script: String) -> String? {
    let folder = script.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let libraries = (folder + ["lib"]).joined(separator: "/")
    return Folder.names(libraries).filter { $0.hasPrefix("python") }
      .map { "\(libraries)/\($0)/site-packages/duckdb_cli/duckdb" }
      .first { access($0, X_OK) == 0 }
  }
}
