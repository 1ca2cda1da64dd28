/** The parts of a run's page, which change each by itself while it is looked at. */
export const SECTIONS = [
  'head',
  'tiles',
  'actions',
  'approval',
  'contents',
  'evaluation',
  'graph',
  'steps',
  'detail',
  'log',
  'curves',
  'machine',
  'material',
  'attempts',
  'inputs',
  'why',
  'sweep',
  'more',
] as const;
export type Section = (typeof SECTIONS)[number];
