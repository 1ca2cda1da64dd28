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

/** What the page of a run is told by server-sent events, until `over`. */
export type UpdateEvent =
  /** A part of the page as it is now. */
  | { readonly event: 'part'; readonly data: PartData }
  /** Further lines of the attempt that is shown. */
  | { readonly event: 'lines'; readonly data: LinesData };
export type PartData = { readonly name: Section; readonly html: string };
export type LinesData = { readonly html: string };
