import { z } from 'zod'
import { readText } from './project.ts'

/** One instruction of a Dockerfile, with its flags (`--from=build`) apart. */
export interface Instruction {
  name: string
  flags: Record<string, string>
  text: string
}

/** One stage of a Dockerfile. */
export interface Stage {
  name: string | undefined
  image: string
  instructions: Instruction[]
}

/** The stages of the Dockerfile. Throws on what comes before the first. */
export function readDockerfile(): Stage[] {
  const stages: Stage[] = []
  for (const { name, flags, text } of readInstructions(readText('Dockerfile'))) {
    if (name === 'FROM') {
      const [image = '', , stage] = text.split(/\s+/)
      stages.push({ name: stage, image, instructions: [] })
      continue
    }
    const stage = stages.at(-1)
    if (!stage) throw new Error(`${name} comes before any FROM`)
    stage.instructions.push({ name, flags, text })
  }
  return stages
}

function readInstructions(dockerfile: string): Instruction[] {
  const lines = dockerfile
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? []
      if (name === undefined || rest === undefined) throw new Error(`not an instruction: ${line}`)
      const found = /^((?:--\S+\s+)*)(.*)$/.exec(rest)
      const flags = (found?.[1] ?? '').trim().split(/\s+/).filter(Boolean)
      return {
        name,
        flags: Object.fromEntries(flags.map((flag) => flag.slice(2).split('=', 2))),
        text: found?.[2] ?? '',
      }
    })
}

/** The instructions of that name. */
export function all(stage: Stage, name: string): Instruction[] {
  return stage.instructions.filter((instruction) => instruction.name === name)
}

/** The one instruction of that name. Throws when there is not exactly one. */
export function one(stage: Stage, name: string): Instruction {
  const [found, ...more] = all(stage, name)
  if (!found || more.length > 0) throw new Error(`there is not one ${name}`)
  return found
}

/** The words of an instruction in exec form. Throws when it is in shell form. */
export function words(text: string): string[] {
  return z.array(z.string()).parse(JSON.parse(text))
}

/** What the image sets in the environment. */
export function imageEnvironment(): Record<string, string> {
  const final = readDockerfile().at(-1)
  if (!final) throw new Error('there is no stage')
  const assignments = all(final, 'ENV').flatMap(({ text }) => text.split(/\s+/))
  return Object.fromEntries(assignments.map((assignment) => assignment.split('=', 2)))
}

/** What the health check of the image runs. */
export function healthCommand(): string[] {
  const final = readDockerfile().at(-1)
  if (!final) throw new Error('there is no stage')
  return words(one(final, 'HEALTHCHECK').text.replace(/^CMD /, ''))
}

/** Whether .dockerignore keeps this path from the builder: the last line that matches it, or a folder of it, decides. */
export function isIgnored(path: string): boolean {
  const rules = readText('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: asPattern(line.replace(/^!/, '')) }))
  const parts = path.split('/')
  const names = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  const last = rules.findLast(({ pattern }) => names.some((name) => pattern.test(name)))
  return last !== undefined && !last.keeps
}

function asPattern(glob: string): RegExp {
  const pattern = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll(/\*\*\/|\*\*|\*|\?/g, (wild) => {
    return { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }[wild] ?? wild
  })
  return new RegExp(`^${pattern}$`)
}
