/** An error in Alertmanager's own form: with a code `{code, message}` (what its specification refuses), else a text. */
export class AlertmanagerError extends Error {
  override readonly name = 'AlertmanagerError'
  readonly status: number
  readonly code: number | undefined

  constructor(status: number, message: string, code?: number) {
    super(message)
    this.status = status
    this.code = code
  }

  /** The JSON body of the answer. */
  get body(): string | { code: number; message: string } {
    return this.code === undefined ? this.message : { code: this.code, message: this.message }
  }
}
