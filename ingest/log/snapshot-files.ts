import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from './embedded-store.ts'
import type { Snapshot, SnapshotStore } from './snapshots.ts'

/** Snapshots as files, and what they hold of the log. */
export interface SnapshotFiles extends SnapshotStore {
  /** The place of each snapshot of a partition: whoever loads it reads on from there. */
  places(partition: string): Map<string, Place>
  /** The snapshots loaded or saved by this process. */
  used(): Iterable<string>
}

interface Header {
  name: string
  partition: string
  offset: number
  savedAt: number
}

const SUFFIX = '.snapshot'
const NEWLINE = 0x0a

/**
 * Keeps each snapshot as one file in `folder`: a line of JSON that says what it is, then its bytes. A new one
 * replaces the old one whole. `clock` gives epoch milliseconds. Throws when the folder cannot be made or read.
 */
export async function openSnapshotFiles(folder: string, clock: () => number): Promise<SnapshotFiles> {
  await mkdir(folder, { recursive: true })
  const headers = new Map<string, Header>()
  const used = new Set<string>()
  for (const file of await readdir(folder)) {
    if (!file.endsWith(SUFFIX)) continue
    const { header } = parse(await readFile(join(folder, file)))
    headers.set(placeName(header.name, header.partition), header)
  }

  return {
    async load(name, partition) {
      const place = placeName(name, partition)
      if (!headers.has(place)) return undefined
      used.add(place)
      const { header, bytes } = parse(await readFile(pathOf(folder, name, partition)))
      return { offset: header.offset, bytes }
    },
    async save(name, partition, snapshot) {
      const header: Header = { name, partition, offset: snapshot.offset, savedAt: clock() }
      await replaceFile(folder, pathOf(folder, name, partition), header, snapshot)
      used.add(placeName(name, partition))
      headers.set(placeName(name, partition), header)
    },
    places(partition) {
      const places = new Map<string, Place>()
      for (const [place, header] of headers) {
        if (header.partition === partition) places.set(place, { offset: header.offset, at: header.savedAt })
      }
      return places
    },
    used: () => used,
  }
}

function placeName(name: string, partition: string): string {
  return `snapshot ${name} of ${partition}`
}

function pathOf(folder: string, name: string, partition: string): string {
  return join(folder, `${encodeURIComponent(name)}@${encodeURIComponent(partition)}${SUFFIX}`)
}

function parse(file: Buffer): { header: Header; bytes: Uint8Array } {
  const line = file.indexOf(NEWLINE)
  // Written by replaceFile alone, and whole or not at all.
  const header = JSON.parse(file.toString('utf8', 0, line)) as Header
  return { header, bytes: file.subarray(line + 1) }
}

async function replaceFile(folder: string, path: string, header: Header, snapshot: Snapshot): Promise<void> {
  const part = `${path}.part`
  try {
    const file = await open(part, 'w')
    try {
      await file.writeFile(`${JSON.stringify(header)}\n`)
      await file.writeFile(snapshot.bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
