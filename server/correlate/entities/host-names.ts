/** A host name, short or full: labels of letters, digits, `-` and `_`. */
const HOST_NAME = /^[a-z0-9](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*$/
const LONGEST_HOST = 253
/** More labels than this has no real host. */
const MOST_LABELS = 12

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/
const IPV6 = /^(?=[0-9a-f:.]{2,45}$)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}$/
/** The names that Amazon gives hosts, and Kubernetes pods, after their addresses. */
const NAMED_AFTER_ADDRESS = /^(?:ip-)?(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?:\.|$)/

/** Whether a text in lower case is an IP address. */
export function isAddress(text: string): boolean {
  return IPV4.test(text) || IPV6.test(text)
}

/** Whether a text in lower case can be a host's name, short or full. Addresses and plain numbers are none. */
export function isHostName(text: string): boolean {
  return text.length <= LONGEST_HOST && !/^[\d.]+$/.test(text) && HOST_NAME.test(text)
}

/** The host of `host:port`, `[v6]:port` or a URL, in lower case; a text that is none of these as it is. */
export function hostOf(text: string): string {
  const lower = text.toLowerCase()
  const scheme = lower.indexOf('://')
  const rest = scheme > 0 && scheme < 16 ? (lower.slice(scheme + 3).split(/[/?#]/, 1)[0] ?? '') : lower
  const place = scheme > 0 ? rest.slice(rest.lastIndexOf('@') + 1) : rest
  const [, bracketed, host] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s/]+))(?::\d{1,5})?$/.exec(place) ?? []
  return bracketed ?? host ?? place
}

/** The address in a name such as `ip-10-0-3-4.ec2.internal`; undefined where there is none. */
export function addressInName(host: string): string | undefined {
  const found = NAMED_AFTER_ADDRESS.exec(host)
  return found ? found.slice(1).join('.') : undefined
}

/** The first label of a full name; undefined for a short one. */
export function shortOf(host: string): string | undefined {
  const dot = host.indexOf('.')
  return dot > 0 ? host.slice(0, dot) : undefined
}

/** The shorter names of a full one, the longest first: `a.b.c` gives `a.b` and `a`. */
export function shorterNames(host: string): string[] {
  const names: string[] = []
  let at = host.lastIndexOf('.')
  while (at > 0 && names.length <= MOST_LABELS) {
    names.push(host.slice(0, at))
    at = host.lastIndexOf('.', at - 1)
  }
  return names.length > MOST_LABELS ? [] : names
}

/** Whether both can be names of one host: one of them is the other without the end of its domain. */
export function mayBeSameHost(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
