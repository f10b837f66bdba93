/** A setting that cannot be used; the message says which and why. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}
