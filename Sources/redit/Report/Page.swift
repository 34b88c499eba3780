extension HTML {
  /// A whole page that needs nothing but itself; its content security policy says so to the browser.
  ///
  /// - Parameters:
  ///   - title: of the window.
  ///   - body: what stands in it.
  static func page(title: String, _ body: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="redit \(Version.current)">
    <link rel="icon" href="data:,">
    <title>\(title)</title>
    <style>
    \(HTML(markup: ReportStyle.css))
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }
}
