import { useSetting, writeSetting } from '../../setting.ts'
import { VIEWS } from '../../view-list.ts'
import { Dialog } from '../dialog.tsx'
import { Shortcut } from '../shortcut.tsx'

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k'], 'next, previous'],
  [['Enter'], 'open'],
  [['a'], 'acknowledge'],
  [['m'], 'merge'],
  [['s'], 'split the selected alerts'],
  [['x'], 'select'],
  [['*'], 'select all alerts that are read'],
  [['n'], 'show what is new'],
  [['e'], 'resolve'],
  [['w'], 'why is this here'],
  [['p'], 'spread or topology of an incident'],
  [['o'], 'owner: assign'],
  [['z'], 'silence the selected alerts'],
  [['u'], 'undo, for 10 s'],
  [['[', ']'], 'earlier, later'],
  [['v'], 'charts as tables'],
  [['/'], 'search this view'],
  [['p'], 'show the effect of settings'],
  [['Ctrl K'], 'go to anything'],
  ...VIEWS.map(({ keys, name }) => [keys.split(' '), `to ${name}`] as const),
  [['t'], 'light, dark'],
  [['Esc'], 'back, close'],
  [['?'], 'this list'],
]

/** Lists the keys, and switches the single ones off for those whom they disturb. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const off = useSetting('keys') === 'off'
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <ul className="keys">
        {KEYS.map(([keys, words]) => (
          <li key={words}>
            <span>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
            <span>{words}</span>
          </li>
        ))}
      </ul>
      <label className="check">
        <input
          type="checkbox"
          checked={!off}
          onChange={(event) => writeSetting('keys', event.target.checked ? 'on' : 'off')}
        />
        Single keys act. Off while typing in any case.
      </label>
      <div className="r">
        <button type="button" className="btn" onClick={onClose}>
          Close <Shortcut name="Esc" />
        </button>
      </div>
    </Dialog>
  )
}
