import { execFileSync } from 'node:child_process'

/**
 * Whether tests that need these programs are skipped; if so it is said, with the reason, in the title (`why`) and on
 * the console, as reporters print no titles of skipped files. With CI=true or REQUIRE_ALL=1 nothing is skipped: what
 * is missing then fails.
 */
export function needs(programs: string[], debianPackages: string): { skip: boolean; why: string } {
  const missing = programs.filter((program) => !isInstalled(program))
  const must = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1'
  if (missing.length === 0 || must) return { skip: false, why: '' }
  const reason = `SKIPPED: ${missing.join(' and ')} not installed; apt-get install ${debianPackages}`
  console.warn(reason)
  return { skip: true, why: ` (${reason})` }
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch (error) {
    // Not every program knows --version.
    return error instanceof Error && 'code' in error ? error.code !== 'ENOENT' : true
  }
}
