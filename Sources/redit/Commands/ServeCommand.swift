import ArgumentParser
import Platform

/// `redit serve`: many commands in one process, for programs that ask often.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", _superCommandName: CommandRoot.name,
    abstract: "Answer many commands in one process, for programs that ask often.",
    discussion: """
      One request a line on standard input, one answer a line on standard output, in order, until the \
      input ends:

        {"id": 1, "arguments": ["exact", "--sigma", "0.1", "--format", "csv"]}
        {"error":"","id":1,"output":"policy,advantage,noise,...","status":0}

      Output, error text and exit status are those of the command by itself. The id, a number or a \
      text, comes back as it was. "directory" is where paths begin, if it is not the folder in which \
      this was started. A line that is no request is answered with status 64, and the next one is read. \
      Standard input of the commands is empty.

      Not served are what heeds signals or keeps files of its own: serve, train, repeat, and an audit \
      with --watch.

      Example: echo '{"id": 1, "arguments": ["claims"]}' | redit serve --stdio
      """)

  @Flag(help: "Requests on standard input, answers on standard output.")
  var stdio = false

  func validate() throws {
    if !stdio { throw ValidationError("where are requests? --stdio reads standard input.") }
  }

  func run() throws {
    let streams = try CapturedStreams()
    var parser = ServedParser { try Redit.command($0) }
    while let line = streams.nextLine() {
      let answer = ServedRequest.answer(to: line, by: streams) {
        Redit.status { try parser.command($0) }
      }
      try streams.write(JSONText.text(answer, .line))
    }
  }
}
