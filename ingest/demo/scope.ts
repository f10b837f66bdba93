/** The scope in which the demo lives. */
export const DEMO_SCOPE = 'demo'
