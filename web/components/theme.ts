import { writeSetting } from '../setting.ts'

/** Changes between dark and light and remembers the choice. */
export function toggleTheme(): void {
  const next = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light'
  document.documentElement.dataset['theme'] = next
  writeSetting('theme', next)
}
