import { parse } from 'yaml'
import { z } from 'zod'
import { readText } from './project.ts'

const limits = z.strictObject({ cpus: z.string(), memory: z.string() })
const bind = z.strictObject({
  type: z.literal('bind'),
  source: z.string(),
  target: z.string(),
  read_only: z.literal(true),
  bind: z.strictObject({ create_host_path: z.literal(false) }),
})
const named = z
  .string()
  .regex(/^[a-z-]+:\/[\w/.-]+$/)
  .transform((text) => {
    const [source = '', target = ''] = text.split(':')
    return { type: 'volume' as const, source, target }
  })
const condition = z.strictObject({ condition: z.literal('service_healthy') })
const ulimit = z.strictObject({ soft: z.number(), hard: z.number() })

/** Strict, so that a key that is misspelt or at the wrong place is found. */
const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  user: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.union([bind, named])).default([]),
  tmpfs: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), condition).default({}),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
      start_period: z.string(),
    })
    .optional(),
  restart: z.string(),
  read_only: z.boolean().default(false),
  security_opt: z.array(z.string()),
  cap_drop: z.array(z.string()),
  ulimits: z.strictObject({ nofile: ulimit }).optional(),
  stop_grace_period: z.string().regex(/^\d+s$/),
  logging: z.strictObject({
    driver: z.string(),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  deploy: z.strictObject({ resources: z.strictObject({ limits }) }),
})
/** A service of docker-compose.yml. */
export type Service = z.infer<typeof service>

const file = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
})

/**
 * docker-compose.yml with these variables put in. Throws in Compose's words where one is missing that must be there,
 * and on any key that is not known here.
 */
export function readCompose(variables: Record<string, string>): z.infer<typeof file> {
  const raw: unknown = parse(readText('docker-compose.yml'), { merge: true })
  return file.parse(substitute(raw, variables))
}

const VARIABLE = /\$\{(\w+)(?:(:[-?])([^}]*))?\}/g

/** The variables that docker-compose.yml names. */
export function variablesOfCompose(): string[] {
  const found = readText('docker-compose.yml').matchAll(VARIABLE)
  return [...new Set([...found].map(([, name = '']) => name))]
}

function substitute(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(VARIABLE, (_, name: string, operator?: string, rest = '') => {
      const given = variables[name]
      if (given !== undefined && given !== '') return given
      if (operator === ':?') throw new Error(`required variable ${name} is missing a value: ${rest}`)
      return rest
    })
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith('x-'))
      .map(([name, item]) => [name, substitute(item, variables)]),
  )
}
