import type { Logger as PinoLogger } from 'pino'

/** Where structured log lines go. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>
