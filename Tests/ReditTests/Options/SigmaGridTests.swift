import ArgumentParser
import Testing

@testable import redit

/// Lists and ranges on the command line.
struct SigmaGridTests {
  @Test(arguments: [
    ("0,0.05,0.3", [0, 0.05, 0.3]), (" 0.3 , 0", [0.3, 0]), ("0.5", [0.5]),
    // start:stop:count counts both ends; 0.3 is 3 * 0.1 as it is typed.
    ("0:1:5", [0, 0.25, 0.5, 0.75, 1]), ("0.1:0.5:5", [0.1, 0.2, 0.3, 0.4, 0.5]),
    ("1:3:2", [1, 3]),
    ("log:0.001:1:4", [0.001, 0.01, 0.1, 1]), ("log:1e-4:1e4:3", [1e-4, 1, 1e4]),
    ("log:0.7:0.9:2", [0.7, 0.9]),
  ])
  func `the values are those that were meant`(text: String, values: [Double]) throws {
    #expect(try SigmaGrid(text).values == values)
  }

  @Test(arguments: [
    "", "0.1,", "0.1;0.2", "0.1 0.2", "a", "0:1", "0:1:1", "0:1:2:3", "0:1:1.5", "1:0:3", "1:1:3",
    "0:1:10001", "log:0:1:3", "log:-1:1:3", "log:0.1", "-0.1", "inf", "nan", "0:inf:3", "1e-160",
    "1e160",
  ])
  func `what is no list of standard deviations is refused`(text: String) {
    #expect(throws: ValidationError.self) { try SigmaGrid(text) }
  }

  @Test func `pass rates are probabilities, ends included`() throws {
    #expect(try PassRateGrid("0,0.3,1").values == [0, 0.3, 1])
    for text in ["-0.1", "1.1", "nan", "30", "0:2:3"] {
      #expect(throws: ValidationError.self) { try PassRateGrid(text) }
    }
  }
}
