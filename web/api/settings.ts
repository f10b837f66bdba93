import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { SettingsCheck, SettingsPreview, SettingsView } from '../../schema/api/views.ts'
import { readSetting } from '../setting.ts'
import { getJson, postJson, putJson } from './client.ts'

/** The settings in force, and the settings file as it is now. */
export function settingsQuery() {
  return queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) => getJson<SettingsView>('/api/v1/settings', {}, signal),
    // The file may be changed by others, of which nothing is told.
    refetchInterval: 20_000,
  })
}

/** What a settings file's text says and what is wrong with it. */
export function settingsCheckQuery(text: string) {
  return queryOptions({
    queryKey: ['settings-check', text],
    queryFn: () => postJson<SettingsCheck>('/api/v1/settings/check', { text }),
    gcTime: 60_000,
  })
}

/** A value of one setting in a text; without `value` its default. */
export interface SettingEdit {
  path: string
  value?: string | number
}

/** The text after an edit, with what it says. */
export function editSettings(text: string, edit: SettingEdit): Promise<SettingsCheck> {
  return postJson('/api/v1/settings/check', { text, edit })
}

/** What a settings file would have made of the last days of a scope. */
export interface PreviewOrder {
  text: string
  days: number
  scope: string
}

/** Tries a settings file on the past; the answer comes with what was asked. */
export function useSettingsPreview() {
  return useMutation({
    mutationFn: async ({ text, days, scope }: PreviewOrder) => ({
      text,
      days,
      scope,
      effect: await postJson<SettingsPreview>('/api/v1/settings/preview', { text, days }, { scope }),
    }),
  })
}

/** Saves the settings file in the place of the text that `etag` names. */
export function useSaveSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (order: { text: string; etag: string }) =>
      putJson<SettingsView>('/api/v1/settings', { ...order, by: readSetting('name') || undefined }),
    onSuccess: (view) => client.setQueryData(settingsQuery().queryKey, view),
    // Most likely the file is another by now.
    onError: () => client.invalidateQueries({ queryKey: settingsQuery().queryKey }),
  })
}
