import { Outlet, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../api/client.ts'
import { Bar } from '../components/bar/bar.tsx'
import { StaleBanner } from '../components/bar/stale-banner.tsx'
import { TabBar } from '../components/bar/tab-bar.tsx'
import { KeysDialog } from '../components/dialogs/keys-dialog.tsx'
import { NameDialog } from '../components/dialogs/name-dialog.tsx'
import { useKeys } from '../components/keys.ts'
import { toggleTheme } from '../components/theme.ts'
import { LiveProvider, useStatus } from '../live.tsx'
import { useScope } from '../scope.ts'
import { SignIn } from './sign-in.tsx'

/** What stands around every view: the bar, its dialogs, the stream of changes, the keys that work everywhere. */
export function Root() {
  const scope = useScope()
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'keys' | 'name'>()
  const close = () => setDialog(undefined)
  const refused = useStatus().error
  useKeys({
    t: toggleTheme,
    '?': () => setDialog('keys'),
    'g n': () => void navigate({ to: '/' }),
    'g i': () => void navigate({ to: '/incidents' }),
    'g o': () => void navigate({ to: '/noise' }),
  })
  if (refused instanceof ApiError && refused.status === 401) return <SignIn />
  return (
    <LiveProvider scope={scope}>
      <a className="skip" href="#content">
        To the content
      </a>
      <Bar scope={scope} onKeys={() => setDialog('keys')} onName={() => setDialog('name')} />
      <StaleBanner />
      <Outlet />
      <TabBar />
      {dialog === 'keys' ? <KeysDialog onClose={close} /> : null}
      {dialog === 'name' ? <NameDialog onClose={close} /> : null}
    </LiveProvider>
  )
}
