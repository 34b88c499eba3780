/// Any key of an object in a document, known to the schema or not.
struct DocumentKey: CodingKey, Hashable {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// What a decoder complains about, in the words of the document.
func documentReason(_ error: DecodingError) -> String {
  switch error {
  case .typeMismatch(let type, let context):
    "must be \(documentName(of: type))\(place(context))"
  case .valueNotFound(_, let context): "must not be null\(place(context))"
  case .keyNotFound: "is missing"
  case .dataCorrupted(let context): context.debugDescription
  @unknown default: "\(error)"
  }
}

/// The entry of a list the complaint is about, if it is inside one.
private func place(_ context: DecodingError.Context) -> String {
  guard let index = context.codingPath.last?.intValue else { return "" }
  return " (entry \(index))"
}

private func documentName(of type: any Any.Type) -> String {
  if type == Double.self { return "a number" }
  if type == Int.self { return "a whole number" }
  if type == String.self { return "a string" }
  if "\(type)".hasPrefix("Array") { return "a list" }
  if "\(type)".hasPrefix("Dictionary") { return "an object" }
  return "a \(type)"
}
