import { statfsSync } from 'node:fs'

/**
 * What must stay free on the log's disk. A write that LMDB has to break off because the disk is full may damage the
 * process's memory, so it is not tried.
 */
const LEAST_FREE_BYTES = 32 * 1024 ** 2
/** A record's pages and those that lead to it are written anew. */
const WRITTEN_PER_BYTE = 3

/** Throws, in words, when a folder's disk has too little room left for so many bytes of records. */
export function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= LEAST_FREE_BYTES + bytes * WRITTEN_PER_BYTE) return
  throw new Error(`its disk has only ${Math.floor(free / 1024 ** 2)} MB left`)
}
