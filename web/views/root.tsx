import { Outlet, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { Bar } from '../components/bar/bar.tsx'
import { StaleBanner } from '../components/bar/stale-banner.tsx'
import { TabBar } from '../components/bar/tab-bar.tsx'
import { UndoLine } from '../components/commands/undo-line.tsx'
import { BrowserDialog } from '../components/dialogs/browser-dialog.tsx'
import { KeysDialog } from '../components/dialogs/keys-dialog.tsx'
import { useChord, useKeys } from '../components/keys.ts'
import { providePalette } from '../components/palette/open-palette.ts'
import type { PageAction } from '../components/palette/page-actions.ts'
import { Palette } from '../components/palette/palette.tsx'
import { Teller } from '../components/teller.tsx'
import { toggleTheme } from '../components/theme.ts'
import { focusViewSearch } from '../components/view-search.ts'
import { LiveProvider, useStatus } from '../live.tsx'
import { useScope } from '../scope.ts'
import { readSetting, useSetting, writeSetting } from '../setting.ts'
import { VIEWS } from '../view-list.ts'
import { SignIn } from './sign-in.tsx'

/** What stands around every view: the bar, its dialogs, the stream of changes, the keys that work everywhere. */
export function Root() {
  const scope = useScope()
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'keys' | 'you' | 'palette'>()
  const close = () => setDialog(undefined)
  const find = () => setDialog('palette')
  const refused = useStatus().error
  // Every time on screen is written anew when the zone changes.
  const zone = useSetting('zone')
  const settings: PageAction[] = [
    { name: 'Light or dark', shortcut: 't', run: toggleTheme },
    { name: 'Charts as tables, or tables as charts', shortcut: 'v', run: toggleTables },
    {
      name: readSetting('zone') === 'UTC' ? 'Times in the zone of this computer' : 'Times in UTC',
      run: toggleUtc,
    },
    { name: 'Keys', shortcut: '?', run: () => setDialog('keys') },
    { name: 'Your name, zone, sound and notifications', run: () => setDialog('you') },
  ]
  useEffect(() => providePalette(() => setDialog('palette')), [])
  useChord('k', find)
  useKeys({
    t: toggleTheme,
    v: toggleTables,
    '?': () => setDialog('keys'),
    '/': () => {
      if (!focusViewSearch()) find()
    },
    ...Object.fromEntries(VIEWS.map(({ to, keys }) => [keys, () => void navigate({ to })])),
  })
  if (refused instanceof ApiError && refused.status === 401) return <SignIn />
  return (
    <LiveProvider scope={scope}>
      <a className="skip" href="#content">
        To the content
      </a>
      <Bar scope={scope} onFind={find} onYou={() => setDialog('you')} />
      <StaleBanner />
      <Outlet key={zone} />
      <UndoLine />
      <TabBar onFind={find} />
      <Teller scope={scope} />
      {dialog === 'keys' ? <KeysDialog onClose={close} /> : null}
      {dialog === 'you' ? <BrowserDialog onClose={close} onKeys={() => setDialog('keys')} /> : null}
      {dialog === 'palette' ? <Palette scope={scope} settings={settings} onClose={close} /> : null}
    </LiveProvider>
  )
}

function toggleTables(): void {
  writeSetting('tables', readSetting('tables') === 'on' ? 'off' : 'on')
}

function toggleUtc(): void {
  writeSetting('zone', readSetting('zone') === 'UTC' ? '' : 'UTC')
}
