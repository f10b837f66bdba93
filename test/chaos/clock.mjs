// Loaded into a process before all else: its wall clock jumps by an hour when it is told to, forward by SIGUSR2 and
// back by SIGWINCH. The monotonic clock goes on as it does when a machine's clock is set.
const HOUR_MS = 3_600_000
const now = Date.now
let offset = 0

Date.now = () => now() + offset
globalThis.Date = new Proxy(Date, {
  construct: (target, args, self) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, self),
})
process.on('SIGUSR2', () => {
  offset += HOUR_MS
})
process.on('SIGWINCH', () => {
  offset -= HOUR_MS
})
