import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { postJson } from '../api/client.ts'
import { ActionButton } from '../components/action-button.tsx'
import { ErrorLine } from '../components/commands/resolve-dialog.tsx'

/** Asks for the admin token where Barograph can be reached by other machines. */
export function SignIn() {
  const client = useQueryClient()
  const [token, setToken] = useState('')
  const signIn = useMutation({
    mutationFn: () => postJson<unknown>('/api/v1/session', { token }),
    onSuccess: () => client.resetQueries(),
  })
  return (
    <main className="page sign-in" id="content">
      <h1>Sign in to Barograph.</h1>
      <p className="q2">The token is the ADMIN_TOKEN that this Barograph was started with.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate()
        }}
      >
        <label className="field">
          <span>Token</span>
          <input
            type="password"
            autoComplete="current-password"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <ErrorLine words={signIn.error?.message} />
        <div className="r">
          <ActionButton
            tone="go"
            disabled={token === ''}
            pending={signIn.isPending ? 'Signing in' : undefined}
            onClick={() => signIn.mutate()}
          >
            Sign in
          </ActionButton>
        </div>
      </form>
    </main>
  )
}
