import { Link } from '@tanstack/react-router'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <main className="page" id="content">
      <header className="headline">
        <h1>Nothing stands at this address.</h1>
      </header>
      <p className="q2">
        <Link to="/" className="lk">
          Go to Now
        </Link>
      </p>
    </main>
  )
}
