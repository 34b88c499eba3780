public import ArgumentParser
public import GRPO
public import GSL
public import Training

/// A choice among a few names, typed in any case.
public protocol NamedChoice: ExpressibleByArgument, CaseIterable, RawRepresentable
where RawValue == String {}

extension NamedChoice {
  /// The choice of that name, in any case.
  public init?(argument: String) {
    guard let name = Names.match(argument, among: Self.allCases.map(\.rawValue)) else { return nil }
    self.init(rawValue: name)
  }
}

extension Generator: NamedChoice {}
extension RatioLevel: NamedChoice {}
extension ClipForm: NamedChoice {}
extension LossAggregation: NamedChoice {}
extension KLEstimator: NamedChoice {}
extension RolloutPlan.Filter: NamedChoice {}
extension LearningRate.Decay: NamedChoice {}
extension OutputFormat: NamedChoice {}
extension AuditTableChoice: NamedChoice {}
extension PlanTableChoice: NamedChoice {}
extension WhitenChoice: NamedChoice {}
extension PolicyOptions.PolicyKind: NamedChoice {}
