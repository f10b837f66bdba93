import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'

/** The heading of a part of the page; its words are the link to it. */
export function PartHeading({ id, title, children }: { id: string; title: string; children?: ReactNode }) {
  return (
    <h2 id={id}>
      <a className="part" href={`#${id}`}>
        {title}
      </a>{' '}
      {children}
    </h2>
  )
}

/** The part of the page that the address names after its #; '' for none. */
export function usePart(): string {
  return useLocation({ select: ({ hash }) => hash })
}

/** Brings the part that the address names into sight once it is there. */
export function usePartInSight(part: string, ready: boolean): void {
  useEffect(() => {
    if (part !== '' && ready) document.getElementById(part)?.scrollIntoView({ block: 'start' })
  }, [part, ready])
}
