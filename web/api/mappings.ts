import { useMutation } from '@tanstack/react-query'
import type { SettingsContent } from '../../schema/api/views.ts'
import { postJson } from './client.ts'

/** What a mapping makes of one element of a body: a record, or what is wrong with it. */
export interface MappedRecord {
  index: number
  record?: unknown
  errors?: { path: string; message: string }[]
}

/** What a mapping makes of a body; `leftOut` elements were not wanted by its `when`. */
export interface MappingTrial {
  records: MappedRecord[]
  leftOut?: number
}

/** Tries a mapping on a body; nothing is kept. Fails with the reason when it is not understood. */
export function useMappingTrial() {
  return useMutation({
    mutationFn: (order: { mapping: SettingsContent['mappings'][string]; body: unknown }) =>
      postJson<MappingTrial>('/api/v1/mappings/preview', order),
  })
}
