/** Whether this browser can show notifications: undecided until the person was asked. */
export function canNotify(): 'granted' | 'denied' | 'undecided' | 'unsupported' {
  if (!('Notification' in window)) return 'unsupported'
  return Notification.permission === 'default' ? 'undecided' : Notification.permission
}

/** Asks the person once whether notifications may be shown; answers whether they may. */
export async function askToNotify(): Promise<boolean> {
  if (canNotify() === 'unsupported') return false
  return (await Notification.requestPermission()) === 'granted'
}

/** Shows a notification that leads to `path` when it is clicked; a later one with the same tag replaces it. */
export function notify(title: string, body: string, tag: string, open: () => void): void {
  if (canNotify() !== 'granted') return
  try {
    const shown = new Notification(title, { body, tag })
    shown.onclick = () => {
      window.focus()
      open()
      shown.close()
    }
  } catch {
    // Some phones have notifications for service workers only.
  }
}

/** Two short tones, the second higher, at a moderate loudness. Silent where the browser does not allow sound yet. */
export function playTone(): void {
  const audio = new AudioContext()
  const loudness = audio.createGain()
  loudness.connect(audio.destination)
  for (const [index, pitch] of [660, 880].entries()) {
    const begin = audio.currentTime + index * 0.22
    const tone = audio.createOscillator()
    tone.frequency.value = pitch
    tone.connect(loudness)
    loudness.gain.setValueAtTime(0.0001, begin)
    loudness.gain.exponentialRampToValueAtTime(0.2, begin + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, begin + 0.2)
    tone.start(begin)
    tone.stop(begin + 0.21)
    tone.onended = () => {
      if (index === 1) void audio.close()
    }
  }
}
