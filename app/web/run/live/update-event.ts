import type { Section } from '../page-sections.ts';

/** What the page of a run is told by server-sent events, until `over`. */
export type UpdateEvent =
  /** A part of the page as it is now. */
  | { readonly event: 'part'; readonly data: PartData }
  /** Further lines of the attempt that is shown. */
  | { readonly event: 'lines'; readonly data: LinesData };
export type PartData = { readonly name: Section; readonly html: string };
export type LinesData = { readonly html: string };
