import { shortened } from '../../../../text/shortened.ts';

/** Names as Vega tells them apart: two may begin alike, and their place before them differs. */
export function placedNames(names: readonly string[], most: number): ReadonlyMap<string, string> {
  return new Map(names.map((name, at) => [name, `${at} ${shortened(name, most)}`]));
}

/** What an axis shows of them, in Vega's expressions. */
export const WITHOUT_PLACE = 'slice(datum.label, indexof(datum.label, " ") + 1)';
