/// What `--table` of an audit takes.
public enum AuditTableChoice: String, CaseIterable, Sendable {
  case steps, groups, prompts, forecast
}
