import { useNavigate } from '@tanstack/react-router'
import type { Range } from '../../range.ts'

/** Sets the range of the whole screen in the address; undefined goes back to that of the view. */
export function useSetRange(): (range: Range | undefined) => void {
  const navigate = useNavigate()
  return (next) =>
    void navigate({
      to: '.',
      search: ({ range: _before, ...rest }) => (next === undefined ? rest : { ...rest, range: next }),
      hash: true,
      replace: true,
      resetScroll: false,
    })
}
