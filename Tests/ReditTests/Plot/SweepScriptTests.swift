import Foundation
import Testing

@testable import redit

@Test func `sigma = 0 stands left of a break, and the smallest sigma right of it`() throws {
  let axis = SigmaAxis(sigmas: [0, 1e-4, 1], curveCount: 6)
  let (zero, axisBreak) = (try #require(axis.zero), try #require(axis.axisBreak))
  #expect(axis.limits.lowerBound < zero && zero < axisBreak && axisBreak < -4)
  // The smallest and the largest of six curves stay inside the column.
  #expect(axis.position(of: 0, curve: 0, of: 6) > axis.limits.lowerBound)
  #expect(axis.position(of: 0, curve: 5, of: 6) < axisBreak)
  #expect(axis.position(of: 0, curve: 0, of: 1) == zero)
  #expect(axis.position(of: 0.01, curve: 3, of: 6) == -2)
  #expect(axis.ticks.compactMap(\.label) == ["0", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"])
}

@Test func `an axis without sigma = 0, or with nothing else, has no break`() {
  let dithered = SigmaAxis(sigmas: [0.01, 0.1])
  #expect(dithered.zero == nil && dithered.axisBreak == nil)
  let undithered = SigmaAxis(sigmas: [0])
  #expect(undithered.axisBreak == nil)
  #expect(undithered.ticks == [PlotTick(position: 0, label: "0")])
}

@Test(arguments: [
  (-1.05...0.0, ["0.1", "0.2", "0.5", "1"]),
  (-2.0...1.0, ["0.01", "0.1", "1", "10"]),
  (-5.0...(-4.5), ["10⁻⁵", "2×10⁻⁵"]),
  (-8.0...3.0, ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]),
])
func `logarithmic ticks bear labels that a reader can tell apart`(
  decades: ClosedRange<Double>, labels: [String]
) {
  #expect(logarithmicTicks(in: decades).compactMap(\.label) == labels)
}

@Test func `the height axis is logarithmic over two decades, and linear from zero below`() {
  let linear = HeightAxis(values: [0.1, 10], reaches: [])
  #expect(!linear.isLogarithmic && linear.limits.lowerBound == 0)
  let logarithmic = HeightAxis(values: [0.1, 10.1], reaches: [-1, 20])
  // In decades: log10(20) = 1.301.
  #expect(logarithmic.isLogarithmic && logarithmic.limits.upperBound > 1.301)
  #expect(logarithmic.position(of: 1) == 0 && logarithmic.position(of: -1) < -1)
  #expect(!HeightAxis(values: [0, 1000], reaches: []).isLogarithmic)
  // Close together: the axis shows the difference.
  #expect(HeightAxis(values: [0.97, 0.99], reaches: []).limits.lowerBound > 0.9)
}

@Test func `a script holds the exact law, the points with their intervals, and the level at 0`()
  throws
{
  let script = SweepScript(figure: try PlotFixture.figure(PlotFixture.jump), canvas: .svg).text
  // log10(1e-3) = -3, log10(0.1) = -1; the interval is 0.1871 -+ 2 * 0.0005.
  #expect(script.contains("$law0 << END\n-3.0 0.188\n-1.0 0.187249\nEND"))
  #expect(script.contains("-1.0 0.1871 \(0.1871 - 2 * 0.0005) \(0.1871 + 2 * 0.0005)"))
  #expect(script.contains("$zero0 << END") && script.contains("$zero1 << END"))
  #expect(!script.contains("$law1"))  // no exact value in the second curve: no line
  #expect(script.contains(", 0.116653 nohead back dashtype"))
  #expect(script.contains("title 'standardized'"))
  // Nothing is known between the rows: no line claims to be the law.
  #expect(script.contains("title 'line through the table\u{2019}s points'"))
  #expect(!script.contains("title 'exact law'"))
  #expect(!script.contains("logscale"))
}

@Test func `curves that share a level without dither share one gray line`() throws {
  var rows = PlotFixture.jump
  rows[3].exact = rows[0].exact
  let script = SweepScript(figure: try PlotFixture.figure(rows), canvas: .svg).text
  let guides = script.split(separator: "\n").filter { $0.contains("nohead back dashtype") }
  #expect(guides.count == 1 && guides[0].contains("#777777"))
}
