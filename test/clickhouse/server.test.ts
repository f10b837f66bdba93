import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTRACT_LIMITS, describeDatabase } from '../../ingest/database/database.contract.ts'
import { openServerDatabase } from '../../ingest/database/server.ts'
import { type FrontChild, startFrontChild } from '../support/clickhouse-front-child.ts'

const folder = mkdtempSync(join(tmpdir(), 'clickhouse-server-'))
let front: FrontChild

describeDatabase(
  'a database on a ClickHouse server',
  async () => {
    front = await startFrontChild({ folder, password: 'secret' })
    return openServerDatabase({
      url: front.url,
      user: 'default',
      password: 'secret',
      database: 'barograph',
      limits: CONTRACT_LIMITS,
    })
  },
  async (database) => {
    await database.close()
    await front.kill()
    rmSync(folder, { recursive: true, force: true })
  },
)
