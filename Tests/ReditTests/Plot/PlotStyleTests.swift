import Foundation
import Testing

@testable import redit

/// The looks of up to twelve curves can be told apart.
struct PlotStyleTests {
  @Test func `twelve curves differ in colour and in marker, thirty-six in colour, marker or dash`()
  {
    let styles = (0..<12).map { PlotStyle(curve: $0) }
    #expect(Set(styles.map(\.color)).count == 12)
    #expect(Set(styles.map(\.filledMarker)).count == 12)
    let many = (0..<36).map { PlotStyle(curve: $0) }
    #expect(Set(many.map { "\($0.color) \($0.filledMarker) \($0.dash ?? "")" }).count == 36)
  }

  /// Least distance in CIELAB over all pairs: 26.4 for normal eyes, 17.9 for deuteranopes and
  /// protanopes (by the matrices of Machado, Oliveira and Fernandes 2009); just noticeable is 2.3.
  @Test(arguments: [(Vision.normal, 26.0), (.deuteranope, 17.5), (.protanope, 17.5)])
  func `colours are far apart for any eye`(vision: Vision, least: Double) {
    let colors = (0..<12).map { vision.lab(PlotStyle(curve: $0).color) }
    for a in colors.indices {
      for b in colors.indices where a < b {
        let distance = zip(colors[a], colors[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          .squareRoot()
        #expect(distance >= least, "\(a) and \(b): \(distance)")
      }
    }
  }

  @Test func `every colour is seen on white`() {
    for curve in 0..<12 {
      // Contrast by WCAG: 1.05 / (luminance + .05).
      let y = Vision.luminance(PlotStyle(curve: curve).color)
      #expect(1.05 / (y + 0.05) >= 1.9)
    }
  }

  @Test func `a scale begins black, then rises in brightness`() {
    let scale = (0..<50).map { Vision.luminance(PlotStyle.scale($0, of: 50)) }
    #expect(scale[0] == 0)
    #expect(zip(scale, scale.dropFirst()).allSatisfy { $0 < $1 })
  }

  enum Vision {
    case normal, deuteranope, protanope

    private var matrix: [[Double]] {
      switch self {
      case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
      case .deuteranope:
        [
          [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
          [-0.011820, 0.042940, 0.968881],
        ]
      case .protanope:
        [
          [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
          [-0.003882, -0.048116, 1.051998],
        ]
      }
    }

    /// Linear red, green and blue of "#RRGGBB".
    static func linear(_ color: String) -> [Double] {
      let number = Int(color.dropFirst(), radix: 16) ?? 0
      return [16, 8, 0].map { shift in
        let part = Double((number >> shift) & 255) / 255
        return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
    }

    static func luminance(_ color: String) -> Double {
      zip([0.2126729, 0.7151522, 0.0721750], linear(color)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Lightness, and the two opponent colours, under D65.
    func lab(_ color: String) -> [Double] {
      let rgb = Self.linear(color)
      let seen = matrix.map { row in
        min(1, max(0, zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }))
      }
      let weights = [
        [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
      ]
      let white = [0.95047, 1, 1.08883]
      let f = zip(weights, white).map { row, white -> Double in
        let t = zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 } / white
        return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
      }
      return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
  }
}
