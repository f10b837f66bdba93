import { execFileSync } from 'node:child_process'

/**
 * Whether tests that need these programs are skipped, and words for their title that say why. With CI=true or
 * REQUIRE_ALL=1 nothing is skipped: what is missing then fails.
 */
export function needs(programs: string[], debianPackages: string): { skip: boolean; why: string } {
  const missing = programs.filter((program) => !isInstalled(program))
  const must = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1'
  const skip = missing.length > 0 && !must
  return {
    skip,
    why: skip ? ` (SKIPPED: ${missing.join(' and ')} not installed; apt-get install ${debianPackages})` : '',
  }
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
