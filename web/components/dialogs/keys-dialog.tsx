import { useSetting, writeSetting } from '../../setting.ts'
import { Dialog } from '../dialog.tsx'
import { Shortcut } from '../shortcut.tsx'

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k'], 'next, previous'],
  [['Enter'], 'open'],
  [['a'], 'acknowledge'],
  [['m'], 'merge'],
  [['s'], 'split the selected alerts'],
  [['x'], 'select'],
  [['e'], 'resolve'],
  [['w'], 'why is this here'],
  [['g', 'n'], 'to Now; g i to Incidents; g o to Noise'],
  [['v'], 'charts as tables'],
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
