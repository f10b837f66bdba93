import { createTables } from './0001-create-tables.ts'
import { createCorrelations } from './0002-create-correlations.ts'
import { compressAndIndex } from './0003-compress-and-index.ts'
import { refineLinks } from './0004-refine-links.ts'
import { indexSearches } from './0005-index-searches.ts'
import { shortenBlocks } from './0006-shorten-blocks.ts'
import { sayHowEntitiesWereFound } from './0007-say-how-entities-were-found.ts'
import { createLessons } from './0008-create-lessons.ts'
import { sayWhichHoldTwoFaults } from './0009-say-which-hold-two-faults.ts'
import type { Migration } from './migration.ts'

/** Every step of the database's schema, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  createTables,
  createCorrelations,
  compressAndIndex,
  refineLinks,
  indexSearches,
  shortenBlocks,
  sayHowEntitiesWereFound,
  createLessons,
  sayWhichHoldTwoFaults,
]
