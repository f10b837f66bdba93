import type { EdgeKind } from '../../../../schema/records/topology.ts'

/** A thing that a file tells of. */
export interface ToldNode {
  id: string
  type: string
  name?: string
  owner?: string
  tier?: number
  aliases?: string[]
}

/** A relation that a file tells of. */
export interface ToldEdge {
  from: string
  to: string
  kind: EdgeKind
  confidence?: number
}

/** What a file tells of the estate, and what in it was not understood, in words. */
export interface Told {
  nodes: ToldNode[]
  edges: ToldEdge[]
  faults: string[]
}

/** A file that cannot be read at all: why, in words for people. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

/** An object of JSON or YAML; undefined for anything else. */
export function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** The list at a member of an object; empty where there is none. */
export function listAt(value: unknown, member: string): unknown[] {
  const list = objectOf(value)?.[member]
  return Array.isArray(list) ? list : []
}

/** The text at a path of members; undefined where there is none or it is empty. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  let at = value
  for (const member of path) at = objectOf(at)?.[member]
  return typeof at === 'string' && at !== '' ? at : undefined
}
