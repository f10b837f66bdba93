import { useSetting, writeSetting } from '../../setting.ts'
import { Dialog } from '../dialog.tsx'
import { Shortcut } from '../shortcut.tsx'
import { KEY_MAP } from './key-map.ts'

/** Lists the keys, and switches the single ones off for those whom they disturb. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const off = useSetting('keys') === 'off'
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <div className="key-map">
        {KEY_MAP.map((part) => (
          <section key={part.title}>
            <h3>{part.title}</h3>
            <ul className="keys">
              {part.keys.map(([keys, words]) => (
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
          </section>
        ))}
      </div>
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
