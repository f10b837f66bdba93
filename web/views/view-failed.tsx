import { Link } from '@tanstack/react-router'

/** A view that could not be loaded or drawn; the bar with the other views stays. */
export function ViewFailed() {
  return (
    <main className="page" id="content">
      <header className="headline">
        <h1>This view could not be loaded.</h1>
      </header>
      <p className="q2">
        Barograph does not answer, or was replaced by another version since this page was opened. Nothing is
        lost.
      </p>
      <p className="r">
        <button type="button" className="btn" onClick={() => globalThis.location.reload()}>
          Try again
        </button>
        <Link to="/" className="lk">
          Go to Now
        </Link>
      </p>
    </main>
  )
}
