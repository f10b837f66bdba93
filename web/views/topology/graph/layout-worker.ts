import { layoutOf } from './layout.ts'
import type { Neighbourhood } from './neighbourhood.ts'

addEventListener('message', (event: MessageEvent<Neighbourhood>) => {
  postMessage(layoutOf(event.data))
})
