/// What `--table` of a plan takes.
public enum PlanTableChoice: String, CaseIterable, Sendable { case forecast, sizes }
