import type { ReactNode } from 'react'

/** Whether an address that others wrote is one of the web: anything else (`javascript:`) leads nowhere. */
export function leadsOut(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//i.test(url)
}

/** A link to another site, in a tab of its own; nothing where the address is none of the web. */
export function OutLink({ url, children }: { url: string | undefined; children: ReactNode }) {
  if (!leadsOut(url)) return null
  return (
    <a className="lk said" href={url} rel="noreferrer" target="_blank">
      {children}
    </a>
  )
}
