import Platform
import Logs

/// Fingerprint of a file's content, by ``ContentHash``.
func fingerprint(_ data: Data) -> String {
  var hash = ContentHash()
  data.withUnsafeBytes { hash.add($0) }
  return hash.text
}
