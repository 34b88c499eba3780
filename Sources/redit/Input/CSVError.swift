/// What is wrong with the text of a CSV, and where.
struct CSVError: Error, Equatable, CustomStringConvertible {
  let line: Int?
  let reason: String

  init(_ line: Int?, _ reason: String) { (self.line, self.reason) = (line, reason) }

  var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
