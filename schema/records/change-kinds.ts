/** Sorts of changes. */
export const CHANGE_KINDS = [
  'deploy',
  'config',
  'scale',
  'feature_flag',
  'infrastructure',
  'maintenance',
  'agent_action',
] as const
