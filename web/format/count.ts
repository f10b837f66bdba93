const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** A count with commas: `1,846`. */
export function count(value: number): string {
  return grouped.format(value)
}

/** A count and its noun in the right number: `1 alert`, `188 alerts`; `plural` where an s is not enough. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`
}

/** The numbers of a sentence that Barograph says, with commas: `827 of 1,176 other things`. Names in it stay. */
export function withCommas(sentence: string): string {
  return sentence.replace(COUNTED, (digits) => count(Number(digits)))
}

const COUNTED =
  /(?<=^|\s)\d{4,15}(?=\s(?:of|other|more|alerts?|events?|incidents?|services?|things|entities|changes)\b)/g

/** A tick of an axis: from 100,000 in thousands (`100 k`). */
export function axisCount(value: number): string {
  return value >= 100_000 ? `${count(value / 1000)} k` : count(value)
}

/**
 * A share of 0 to 1 as a percentage with a no-break space, one decimal under ten: `86 %`, `0.4 %`. What is nearly
 * but not quite all is not rounded to it: `99.9 %`.
 */
export function percent(share: number): string {
  const value = share * 100
  if (value > 99 && value < 100)
    return `${(Math.floor(value * 10) / 10).toFixed(1).replace(/\.0$/, '')}\u00a0%`
  const digits = value > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits).replace(/\.0$/, '')}\u00a0%`
}

const WORDS = ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

/** A small count as a word for the start of a sentence (`Four`); from eleven on in figures. */
export function countWord(value: number): string {
  return WORDS[value] ?? count(value)
}

/** A rate for the end of the trace: whole from ten, one decimal below. */
export function rate(value: number): string {
  if (value > 0 && value < 0.1) return 'under 0.1'
  return value >= 9.95 ? count(value) : value.toFixed(1).replace(/\.0$/, '')
}

/** Names that differ only after a last hyphen, dot or slash, told once: `api-0, 1, 2`. Others stay as they are. */
export function shortNames(all: readonly string[]): string[] {
  const first = all[0]
  if (first === undefined || all.length < 2) return [...all]
  const end = first.search(/[^-./]*$/)
  const head = first.slice(0, end)
  const alike = head !== '' && all.every((name) => name.startsWith(head) && name.length > head.length)
  return alike ? all.map((name, index) => (index === 0 ? name : name.slice(head.length))) : [...all]
}

/** Names in a sentence: the first `shown`, then how many more: `a, b, c and 3 more`. */
export function names(all: readonly string[], shown: number): { shown: string[]; more: number } {
  const keep = all.length === shown + 1 ? all.length : shown
  return { shown: all.slice(0, keep), more: Math.max(0, all.length - keep) }
}
