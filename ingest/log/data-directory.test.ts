import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { expect, onTestFinished, test } from 'vitest'
import { type Child, runChild } from '../testing/child-process.ts'
import { DataDirectoryInUseError, lockDataDirectory } from './data-directory.ts'

const OWNER = join(import.meta.dirname, 'testing/own-data-directory.ts')

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-directory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function start(folder: string): Child {
  const child = runChild(OWNER, [folder])
  onTestFinished(() => child.kill())
  return child
}

test('a folder owned by a living process is refused, naming the folder and the owner', async () => {
  const folder = temporaryFolder()
  const child = start(folder)
  expect(await child.nextLine()).toBe('owned')
  const refusal = await lockDataDirectory(folder).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(DataDirectoryInUseError)
  expect(String(refusal)).toContain(folder)
  expect(String(refusal)).toContain(`process ${child.pid}`)
})

test('an owner that was killed is replaced', async () => {
  const folder = temporaryFolder()
  const child = start(folder)
  await child.nextLine()
  await child.kill()
  const lock = await lockDataDirectory(folder)
  await lock.release()
})

test('of several processes that start at once one gets the folder', async () => {
  const folder = temporaryFolder()
  const dead = start(folder)
  await dead.nextLine()
  await dead.kill()
  const children = Array.from({ length: 4 }, () => start(folder))
  const answers = await Promise.all(children.map((child) => child.nextLine()))
  expect(answers.filter((answer) => answer === 'owned')).toHaveLength(1)
  expect(answers.filter((answer) => answer.startsWith('DataDirectoryInUseError'))).toHaveLength(3)
})

test('the same process cannot own a folder twice, and can again after it let go', async () => {
  const folder = temporaryFolder()
  const lock = await lockDataDirectory(folder)
  await expect(lockDataDirectory(folder)).rejects.toThrow(`process ${process.pid}`)
  await lock.release()
  await (await lockDataDirectory(folder)).release()
})

test('a process id that was given to another process since owns nothing', async () => {
  const folder = temporaryFolder()
  const env = open(join(folder, 'owner'), { encoding: 'json' })
  await env.put('owner', { pid: process.pid, host: hostname(), began: 'another boot 1' })
  await env.close()
  await (await lockDataDirectory(folder)).release()
})

test('a container that was replaced by another one owns nothing', async () => {
  const folder = temporaryFolder()
  const env = open(join(folder, 'owner'), { encoding: 'json' })
  await env.put('owner', { pid: process.pid, host: 'another-host', began: '' })
  await env.close()
  await (await lockDataDirectory(folder)).release()
})
