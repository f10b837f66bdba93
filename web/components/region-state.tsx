import { useEffect, useState } from 'react'
import { Icon } from './icon.tsx'

/** A region that could not be read: what failed, why, and a way to try again. The rest of the page stays. */
export function Failed({ what, error, retry }: { what: string; error: Error; retry: () => void }) {
  return (
    <div className="err" role="alert">
      <Icon name="high" tone="high" />
      <div>
        <b>{what} could not be read.</b>
        <p>{error.message} Nothing is lost: what was accepted is in the log.</p>
      </div>
      <button type="button" className="btn" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

/** Still bars in the size of the rows to come: none for 200 ms, then bars, after 1 s words with the seconds. */
export function Loading({ what, rows }: { what: string; rows: number }) {
  const [waited, setWaited] = useState(0)
  useEffect(() => {
    const since = performance.now()
    const timer = setInterval(() => setWaited(performance.now() - since), 200)
    return () => clearInterval(timer)
  }, [])
  if (waited < 200) return <div className="sk-none" />
  return (
    <div className="sk-all">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div className="sk" key={row}>
          <i className={`sk-a sk-${row % 3}`} />
          <i className={`sk-b sk-${row % 3}`} />
        </div>
      ))}
      {waited < 1000 ? null : (
        <p className="sk-words">
          Reading {what}. {(waited / 1000).toFixed(0)} s so far.
        </p>
      )}
    </div>
  )
}
