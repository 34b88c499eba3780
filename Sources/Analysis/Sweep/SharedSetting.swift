/// A setting that the rows of many prompts refer to.
package final class SharedSetting: Sendable {
  package let setting: Setting

  init(_ setting: Setting) { self.setting = setting }
}
