import type { EntityRule } from '../../../schema/entity-by.ts'
import type { EntityKind } from '../../../schema/settings/entity-labels.ts'
import type { Topology } from '../topology.ts'
import {
  addressInName,
  hostOf,
  isAddress,
  isHostName,
  mayBeSameHost,
  shorterNames,
  shortOf,
} from './host-names.ts'
import { AMBIGUOUS, type Found, type NameIndex, nameIndex } from './name-index.ts'
import { ownersOf } from './owners.ts'

/** The node that a name stands for, and by which rule. */
export interface Match {
  id: string
  rule: EntityRule
}

/** Longer ones are no names. */
const LONGEST_NAME = 512

/**
 * The node that a name of this kind stands for, by the first rule that finds one (schema/entity-by.ts); undefined where
 * none does, or where several nodes could be meant. `area` is the namespace that the alert names beside it. Costs a
 * few look-ups, however many nodes there are.
 */
export function resolveName(
  topology: Topology,
  name: string,
  kind: EntityKind | undefined,
  area: string | undefined,
): Match | undefined {
  if (name.length > LONGEST_NAME) return undefined
  const exact = exactName(topology, name)
  if (exact !== undefined && exact !== AMBIGUOUS) return { id: exact, rule: 'exact' }
  const index = nameIndex(topology)
  const lower = name.toLowerCase()
  const inArea = area === undefined ? undefined : qualified(index, lower, area)
  if (inArea !== undefined) return { id: inArea, rule: 'qualified' }
  // Of several of one name, only that of the alert's own namespace may be meant.
  if (exact === AMBIGUOUS) return undefined
  const host = hostOf(lower)
  return (
    byHost(topology, index, lower, host, kind) ?? byResource(index, lower) ?? byOwner(index, host, kind, area)
  )
}

/** The node of this id, name or alias, without regard to case. */
export function exactName(topology: Topology, name: string): Found | undefined {
  return topology.nodes.has(name) ? name : nameIndex(topology).exact.get(name.toLowerCase())
}

function qualified({ exact }: NameIndex, name: string, area: string): string | undefined {
  const place = area.toLowerCase()
  return one(exact.get(`${place}/${name}`)) ?? one(exact.get(`${name}.${place}`))
}

function one(found: Found | undefined): string | undefined {
  return found === AMBIGUOUS ? undefined : found
}

/** What every machine calls itself. */
const LOOPBACK = /^(?:localhost(?:\..*)?|127\.[\d.]+|::1|0\.0\.0\.0)$/

function byHost(
  topology: Topology,
  index: NameIndex,
  name: string,
  host: string,
  kind: EntityKind | undefined,
): Match | undefined {
  if (LOOPBACK.test(host)) return undefined
  const bare = host === name ? undefined : one(index.exact.get(host))
  if (bare !== undefined) return { id: bare, rule: 'address' }
  const address = isAddress(host) ? host : addressInName(host)
  const addressed = address === undefined ? undefined : one(index.addresses.get(address))
  if (addressed !== undefined) return { id: addressed, rule: 'address' }
  if (!isHostName(host)) return undefined
  const shorter = byShorterName(topology, index, host)
  if (shorter !== undefined) return { id: shorter, rule: 'short_name' }
  const fuller = byFullName(index, host, kind)
  return fuller === undefined ? undefined : { id: fuller, rule: 'full_name' }
}

/** A full name; the node is known by a shorter one, and by none that says that it is in another domain. */
function byShorterName(topology: Topology, { exact }: NameIndex, host: string): string | undefined {
  const short = shortOf(host)
  if (short === undefined || /^\d+$/.test(short)) return undefined
  for (const shorter of shorterNames(host)) {
    const id = exact.get(shorter)
    if (id === undefined) continue
    return id === AMBIGUOUS || isElsewhere(topology, id, host, short) ? undefined : id
  }
  return undefined
}

function isElsewhere(topology: Topology, id: string, host: string, short: string): boolean {
  const node = topology.nodes.get(id)?.node
  for (const name of [id, node?.name ?? '', ...(node?.aliases ?? [])]) {
    const known = name.toLowerCase()
    if (known.startsWith(`${short}.`) && isHostName(known) && !mayBeSameHost(known, host)) return true
  }
  return false
}

const NAMES_HOSTS: ReadonlySet<EntityKind | undefined> = new Set(['host', 'instance', 'device', 'pod'])
const SERVICE_NAME = /\.svc(\.|$)/

/** A short name; one node alone is known by a name that goes on where it ends. */
function byFullName(
  { fullNames }: NameIndex,
  host: string,
  kind: EntityKind | undefined,
): string | undefined {
  let found: Found | undefined
  for (const [full, id] of fullNames.get(shortOf(host) ?? host) ?? []) {
    if (!full.startsWith(`${host}.`)) continue
    // `payments.db` is not a longer name of a service `payments`, `payments.shop.svc` is.
    if (!NAMES_HOSTS.has(kind) && !SERVICE_NAME.test(full)) continue
    if (found !== undefined && found !== id) return undefined
    found = id
  }
  return one(found)
}

const RESOURCE_ID = /^(?:\/subscriptions\/|\/\/|projects\/|arn:)/

/** An Azure, Google or Amazon resource id by its last part. */
function byResource({ exact }: NameIndex, name: string): Match | undefined {
  if (!RESOURCE_ID.test(name)) return undefined
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
  const id = one(exact.get(last))
  return id === undefined ? undefined : { id, rule: 'resource' }
}

const MAKERS: Partial<Record<EntityKind, 'pod' | 'workload' | 'host'>> = {
  pod: 'pod',
  workload: 'workload',
  instance: 'host',
  container: 'host',
  host: 'host',
}

function byOwner(
  index: NameIndex,
  name: string,
  kind: EntityKind | undefined,
  area: string | undefined,
): Match | undefined {
  const of = kind && MAKERS[kind]
  if (!of) return undefined
  for (const owner of ownersOf(name, of)) {
    const inArea = area === undefined ? undefined : qualified(index, owner, area)
    const id = one(index.exact.get(owner)) ?? inArea
    if (id !== undefined) return { id, rule: 'owner' }
  }
  return undefined
}
