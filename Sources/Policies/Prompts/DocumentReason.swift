extension PolicyError {
  /// What a decoder complains about outside of any prompt, such as text that is not JSON.
  public init(_ error: DecodingError) {
    self = .document(prompt: "document", field: "JSON", reason: documentReason(error))
  }
}

/// A decoder's complaint in the words of the document.
func documentReason(_ error: DecodingError) -> String {
  switch error {
  case .typeMismatch(let type, let context):
    "must be \(documentName(of: type))\(place(context))"
  case .valueNotFound(_, let context): "must not be null\(place(context))"
  case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
  case .dataCorrupted(let context): context.debugDescription
  @unknown default: "\(error)"
  }
}

/// What the document calls a type.
func documentName(of type: any Any.Type) -> String {
  switch type {
  case is Double.Type: "a number"
  case is Int.Type: "a whole number"
  case is String.Type: "a string"
  case is Bool.Type: "true or false"
  case is [Double].Type: "a list of numbers"
  case is [Int].Type: "a list of whole numbers"
  default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
  }
}

/// The entry of a list the complaint is about, if it is inside one.
private func place(_ context: DecodingError.Context) -> String {
  guard let index = context.codingPath.last?.intValue else { return "" }
  return " (entry \(index))"
}
