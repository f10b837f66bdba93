import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { scopeQuery } from '../../../schema/api/query.ts'
import {
  type SettingsView,
  settingsCheck,
  settingsCheckInput,
  settingsPreview,
  settingsPreviewInput,
  settingsSaveInput,
  settingsView,
} from '../../../schema/api/settings.ts'
import { ProblemError } from '../../../schema/problem.ts'
import { SETTING_FIELDS } from '../../../schema/settings/fields.ts'
import type { SettingsFile } from '../../../schema/settings/file.ts'
import type { Logger } from '../../logger.ts'
import { lastSettingsSave } from '../../query/last-settings-save.ts'
import { givenOrLastDay } from '../../query/range.ts'
import { etagOf, type SettingsDesk } from '../../settings/desk.ts'
import { differenceOf } from '../../settings/difference.ts'
import { editSettingsText } from '../../settings/edit-text.ts'
import { readSettingsText } from '../../settings/read-text.ts'
import { type CommandDesk, DEFAULT_PERSON, giveOrder } from '../command-desk.ts'
import type { PastPreview } from '../preview/past-effect.ts'
import { answers, createRouter, jsonBody } from '../router.ts'
import { settingsContent } from '../settings/content.ts'
import { usable } from '../settings/usable.ts'

const tags = ['Settings']
const path = '/api/v1/settings'
const DAY_MS = 86_400_000

const read = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'The settings in force, and the settings file as it is now',
  responses: answers(settingsView, 'Of the process that answers; each process reads a copy of its own.'),
})

const check = createRoute({
  method: 'post',
  path: `${path}/check`,
  tags,
  summary: "What a settings file says and what is wrong with it, after one edit of the file's text",
  request: { body: jsonBody(settingsCheckInput) },
  responses: answers(settingsCheck, 'Nothing is saved. Comments stay where they are.'),
})

const preview = createRoute({
  method: 'post',
  path: `${path}/preview`,
  tags,
  summary: 'What a settings file would have made of the last days',
  request: { query: scopeQuery, body: jsonBody(settingsPreviewInput) },
  responses: answers(
    settingsPreview,
    'Two replays of the newest events compared (of at most 1,000,000, and 100,000 that say something new), by the settings in force and by these. Nothing is saved.',
  ),
})

const save = createRoute({
  method: 'put',
  path,
  tags,
  summary: 'Save the settings file, where every role runs in this process and it can be written',
  request: { body: jsonBody(settingsSaveInput) },
  responses: answers(
    settingsView,
    'Saved, and its correlation settings are in force; the text before is beside it as `.previous`. 412 when the file is not the one that `etag` names.',
  ),
})

const MAX_NAMED = 200

/** What the settings routes are made with. */
export interface SettingsRoutes extends CommandDesk {
  defaultScope: string
  settings: SettingsDesk
  previewPast: PastPreview
  roles: string[]
  logger: Logger
}

/** Reading the settings, trying others on the past, and saving them. */
export function settingsRoutes(options: SettingsRoutes): OpenAPIHono {
  const { settings } = options
  const changesOf = (file: SettingsFile) => differenceOf(settings.inForce(), settings.effective(file))
  const router = createRouter()
  const view = async (): Promise<SettingsView> => {
    const [{ text, ...file }, why, saved] = await Promise.all([
      settings.read(),
      settings.whyNotSaved(),
      lastSettingsSave(options.database, options.defaultScope),
    ])
    const { file: said, faults } = readSettingsText(text)
    return {
      file: { name: settings.name, ...file, text, faults },
      process: `the process with the role${options.roles.length === 1 ? '' : 's'} ${options.roles.join(', ')}`,
      saving: { allowed: why === undefined, ...(why !== undefined && { why }) },
      inForce: settingsContent(settings.inForce(), settings.setElsewhere),
      waiting: said ? changesOf(said) : [],
      ...(saved && { saved }),
    }
  }
  router.openapi(read, async (c) => c.json(await view(), 200))
  router.openapi(check, async (c) => {
    const { text, edit } = c.req.valid('json')
    const edited = edit ? editText(text, edit.path, edit.value) : text
    const { file, faults, ignored } = readSettingsText(edited)
    return c.json(
      {
        text: edited,
        faults,
        ignored,
        changes: file ? changesOf(file) : [],
        ...(file && { content: settingsContent(settings.effective(file), settings.setElsewhere) }),
      },
      200,
    )
  })
  router.openapi(save, async (c) => {
    const { text, etag, by = DEFAULT_PERSON } = c.req.valid('json')
    const file = usable(readSettingsText(text))
    const changes = changesOf(file).map(({ path: field }) => field)
    const why = await settings.whyNotSaved()
    if (why !== undefined) throw new ProblemError(409, 'Not saved', why)
    if (!(await settings.save(text, file, etag))) {
      const detail = 'the file was changed since it was read; read it again and make the change there'
      throw new ProblemError(412, 'Not saved', detail)
    }
    options.logger.info({ by, changes }, 'the settings file was saved')
    const named = changes.slice(0, MAX_NAMED).map((field) => field.slice(0, 1024))
    try {
      await giveOrder(options, options.defaultScope, by, {
        kind: 'settings_save',
        etag: etagOf(text),
        changes: named,
      })
    } catch (error) {
      // The file is saved, and its saver would save it once more if this failed.
      options.logger.warn({ err: error, by }, 'who saved the settings file could not be recorded')
    }
    return c.json(await view(), 200)
  })
  router.openapi(preview, async (c) => {
    const { text, days, to } = c.req.valid('json')
    const { scope } = c.req.valid('query')
    const said = readSettingsText(text)
    const file = usable(said)
    const asked = { scope, ...(to !== undefined && { to: Date.parse(to) }) }
    const { to: end } = await givenOrLastDay(options.database, asked, options.clock())
    const effect = await options.previewPast({
      asItWas: { settings: settings.inForce().correlation },
      instead: { settings: settings.effective(file).correlation },
      scope,
      range: { from: end - days * DAY_MS, to: end },
      signal: c.req.raw.signal,
    })
    return c.json({ changes: changesOf(file), ignored: said.ignored, ...effect }, 200)
  })
  return router
}

function editText(text: string, path: string, value: string | number | undefined): string {
  if (!SETTING_FIELDS.some((field) => field.path === path)) {
    const errors = [{ path: 'edit.path', message: 'there is no such single setting' }]
    throw new ProblemError(400, 'Invalid request', errors[0]?.message, { errors })
  }
  try {
    return editSettingsText(text, path, value)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ProblemError(400, 'Invalid request', message, { errors: [{ path: 'text', message }] })
  }
}
