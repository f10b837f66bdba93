import { VIEWS } from '../../view-list.ts'

/** What keys do, by where they do it: each key or sequence with its words. */
export const KEY_MAP: readonly { title: string; keys: readonly (readonly [readonly string[], string])[] }[] =
  [
    {
      title: 'Everywhere',
      keys: [
        [['j', 'k'], 'next, previous'],
        [['Enter'], 'open'],
        [['Esc'], 'back, close'],
        [['Ctrl K'], 'go to anything'],
        [['/'], 'search this view'],
        [['[', ']'], 'earlier, later'],
        [['u'], 'undo, for 10 s'],
        [['v'], 'charts as tables'],
        [['t'], 'light, dark'],
        [['?'], 'this list'],
      ],
    },
    { title: 'Go to', keys: VIEWS.map(({ keys, name }) => [keys.split(' '), name] as const) },
    {
      title: 'Incidents',
      keys: [
        [['n'], 'show what is new'],
        [['a'], 'acknowledge'],
        [['m'], 'merge'],
        [['o'], 'owner: assign'],
        [['e'], 'resolve'],
        [['w'], 'why an alert is here'],
        [['x'], 'select an alert'],
        [['s'], 'split off what is selected'],
        [['d'], 'not part of this'],
        [['q'], 'noise'],
        [['z'], 'silence what is selected'],
        [['p'], 'spread or topology'],
      ],
    },
    {
      title: 'Alerts',
      keys: [
        [['n'], 'show what is new'],
        [['x'], 'select'],
        [['*'], 'select all that are read'],
        [['a'], 'acknowledge'],
        [['z'], 'silence'],
      ],
    },
    { title: 'Topology', keys: [[['p'], 'upload']] },
    { title: 'Noise', keys: [[['w'], 'why this fix']] },
    {
      title: 'Silences',
      keys: [
        [['z'], 'new silence'],
        [['c'], 'change'],
        [['e'], 'expire'],
      ],
    },
    { title: 'Learned', keys: [[['e'], 'take back']] },
    { title: 'Intake', keys: [[['r'], 'send a reject again']] },
    {
      title: 'Settings',
      keys: [
        [['/'], 'to the file'],
        [['p'], 'show the effect'],
        [['Ctrl Enter'], 'show it while typing'],
        [['Ctrl S'], 'save the file'],
      ],
    },
  ]
