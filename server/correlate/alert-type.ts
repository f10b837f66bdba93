import type { AlertNode } from './state.ts'

/** What tells alerts apart that come again and again: the name, on the thing. */
type Typed = Pick<AlertNode, 'detail' | 'entityId'>

/** A type of alert, as a key; undefined where the alert names no thing. */
export function alertType({ detail, entityId }: Typed): string | undefined {
  return entityId === undefined ? undefined : typeOf(detail.name, entityId)
}

/** The type of alerts of this name on this thing. */
export function typeOf(name: string, entityId: string): string {
  return `${name}\u0000${entityId}`
}

/** The thing that a type is on. */
export function entityOfType(type: string): string {
  return type.slice(type.lastIndexOf('\u0000') + 1)
}

/** Whether two alerts are of one type, or of one name where neither names a thing. */
export function isSameType(a: Typed, b: Typed): boolean {
  return a.entityId === b.entityId && a.detail.name === b.detail.name
}
