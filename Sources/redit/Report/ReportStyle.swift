/// How a report looks: on a wide screen, on a phone (tables become cards), in the dark, on paper.
enum ReportStyle {
  static let css = base + tables + narrow + media

  private static let base = """
    :root { --ink: #1c2330; --soft: #5a6372; --paper: #ffffff; --panel: #f5f6f8; --line: #dfe3e8;
      --link: #1b5fad; --holds: #0b6b53; --fails: #a34a00; --open: #5a6372; --broken: #b00020; }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; color: var(--ink);
      background: var(--paper); line-height: 1.5;
      font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; letter-spacing: -.01em; }
    h2 { font-size: 1.3rem; line-height: 1.25; margin: 3rem 0 .5rem; }
    h3 { font-size: 1.1rem; line-height: 1.25; margin: 2rem 0 .4rem; }
    nav { margin: 1.5rem 0 0; }
    nav ol { margin: .4rem 0; padding-left: 1.6rem; }
    nav details ol { columns: 16rem; }
    nav > details > ol { columns: auto; }
    summary { cursor: pointer; color: var(--link); width: fit-content; margin: .35rem 0; }
    p { margin: .4rem 0; max-width: 48rem; }
    a { color: var(--link); }
    .statement { font-size: 1.05rem; }
    .score { font-size: 1.05rem; }
    .run { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem 1.5rem; margin: 1.25rem 0 0;
      padding: 1rem 1.25rem; background: var(--panel); border-radius: .5rem; }
    .run dt { font-size: .78rem; color: var(--soft); }
    .run dd { margin: 0; }
    .run .wide { grid-column: 1 / -1; }
    dl:not(.run) { max-width: 48rem; }
    dl:not(.run) dt { font-weight: 600; margin-top: .6rem; }
    dl:not(.run) dd { margin: 0; }
    .command { font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      overflow-wrap: anywhere; user-select: all; -webkit-user-select: all; }
    .reproduce { display: block; max-width: none; color: var(--soft); font-size: .85rem;
      margin: .35rem 0; }
    .reproduce .command { color: var(--ink); background: var(--panel); padding: .1rem .35rem;
      border-radius: .25rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
    figure { margin: 1.5rem 0 2.5rem; display: grid; gap: .75rem 2rem; align-items: center;
      grid-template-columns: minmax(0, 1fr) 17rem; }
    .drawing { overflow-x: auto; }
    figure svg { display: block; width: 100%; min-width: 38rem; height: auto; }

    """

  private static let tables = """
    table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .88rem;
      line-height: 1.4; }
    caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .25rem 0; }
    th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0;
      border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); font-weight: 600; font-size: .8rem; vertical-align: bottom;
      border-bottom: 1px solid var(--soft); }
    tbody th { font-weight: 400; }
    .overview tbody th { font-weight: 600; }
    .overview td:nth-child(2) { width: 40%; }
    .evidence b { display: block; font-weight: 600; }
    .evidence { table-layout: fixed; }
    .evidence th, .evidence td { overflow-wrap: break-word; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .number span span { white-space: nowrap; }
    .verdicts { list-style: none; margin: 0; padding: 0; }
    .verdict { font-weight: 600; }
    .holds { color: var(--holds); }
    .fails { color: var(--fails); }
    .undecided { color: var(--open); }
    .inconsistent { color: var(--broken); }
    .surprise { outline: 2px solid var(--broken); outline-offset: 2px; }

    """

  /// Below 64 rem captions stand below their figures; below 50 rem a row is a card, its cells carry the names of their columns.
  private static let narrow = """
    @media (max-width: 64rem) {
      figure { grid-template-columns: minmax(0, 1fr); }
      figcaption { max-width: 48rem; }
    }
    @media screen and (max-width: 50rem) {
      body { padding: 1.25rem 1rem 3rem; }
      h1 { font-size: 1.5rem; }
      .run { grid-template-columns: 1fr; }
      table, caption, tbody, tr, th, td { display: block; width: auto; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      tbody tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
      colgroup { display: none; }
      th, td { border: 0; padding: .1rem 0; }
      .overview td:nth-child(2) { width: auto; }
      .number { text-align: left; }
      td[data-label] { display: grid; grid-template-columns: 8rem 1fr; }
      td[data-label]::before { content: attr(data-label); color: var(--soft); }
      td[data-label]:empty { display: none; }
    }

    """

  private static let media = """
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e7ec; --soft: #9aa3b2; --paper: #14171c; --panel: #1f242c; --line: #323945;
        --link: #7db4f5; --holds: #5fd0ab; --fails: #f2a65a; --open: #9aa3b2; --broken: #ff7b88; }
      figure svg { background: #fff; border-radius: .5rem; }
    }
    @media print {
      :root { --ink: #000; --soft: #444; --paper: #fff; --panel: #f2f2f2; --line: #ccc;
        --link: #000; --holds: #000; --fails: #000; --open: #000; --broken: #000; }
      @page { margin: 14mm 12mm; }
      html { font-size: 8.5pt; }
      body { max-width: none; padding: 0; line-height: 1.35; }
      h2 { margin-top: 1.4rem; }
      h3 { margin-top: 1rem; }
      nav, main > section > .reproduce, summary { display: none; }
      figure { display: block; margin: .8rem 0 1rem; }
      figure svg { min-width: 0; max-width: 15cm; }
      tr, figure, .statement { break-inside: avoid; }
      h2, h3, .statement, caption { break-after: avoid; }
      th, td { padding: .2rem .5rem .2rem 0; }
      thead { display: table-header-group; }
    }
    """
}
