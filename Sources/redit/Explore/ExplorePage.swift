import Platform

/// A page that needs nothing but itself: text, styles, scripts and tables in one file.
///
/// Its parts are real files in `Page`, put together in this order; `{{name}}` in the frame is where each goes.
struct ExplorePage {
  let data: ExploreData
  /// That makes this page.
  let command: String

  /// - Throws: what the encoding of the tables throws.
  func html() throws -> String {
    var page = Self.text(PackageResources.explore_html)
    let parts = [
      ("style", Self.styles.joined(separator: "\n")),
      ("script", Self.scripts.joined(separator: "\n")),
      ("version", Version.current), ("command", HTML("\(command)").text),
      // A tag inside a text would end the element.
      ("data", try JSONText.text(data, .line).replacing("<", with: "\\u003c")),
    ]
    for (name, text) in parts { page.replace("{{\(name)}}", with: text) }
    return page
  }

  private static var styles: [String] {
    [PackageResources.look_css, PackageResources.figures_css].map(text)
  }

  /// What a file uses stands before it.
  private static var scripts: [String] {
    [
      PackageResources.tables_js, PackageResources.law_js, PackageResources.random_js,
      PackageResources.numbers_js, PackageResources.state_js, PackageResources.svg_js,
      PackageResources.curves_js, PackageResources.group_js, PackageResources.silent_js,
      PackageResources.words_js, PackageResources.controls_js, PackageResources.explore_js,
    ].map(text)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
