import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client.ts'
import { readFirst } from './first-reads.ts'
import { router } from './router.tsx'
import './tokens.css'
import './styles/base.css'
import './styles/bar.css'
import './styles/trace.css'
import './styles/states.css'
import './styles/lists.css'
import './styles/dialogs.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refuses it will refuse again; what it could not answer is asked for once more.
      retry: (failures, error) =>
        failures < 1 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      retryDelay: 600,
    },
  },
})

readFirst(client)

/** Milliseconds that the first drawing waits for the fonts, which come with the scripts: text that changes its width later moves what stands beside it. */
const FONTS_MS = 400
await Promise.race([
  Promise.all(['"Plex Sans"', '"Plex Mono"'].map((family) => document.fonts.load(`13px ${family}`))),
  new Promise((resolve) => setTimeout(resolve, FONTS_MS)),
])

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no element with the id "root".')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
