import type { Drawn } from './drawn.ts'
import { layoutOf } from './layout.ts'

addEventListener('message', (event: MessageEvent<Drawn>) => {
  postMessage(layoutOf(event.data))
})
