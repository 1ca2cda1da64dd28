import { inlineCode } from './inline-text.ts';

/** A line of a file of the commit that is told of. */
export type SourceLine = { readonly path: string; readonly line: number };
/** Where a person sees one; null: nowhere. */
export type UrlOfSource = (source: SourceLine) => string | null;

/** `src/train.py:42`, as a link where there is something to link to. */
export function sourceLink(source: SourceLine, urlOf: UrlOfSource): string {
  const name = inlineCode(`${source.path}:${source.line}`);
  const url = urlOf(source);
  return url === null ? name : `[${name}](${url})`;
}

/** Of a run whose lines nobody sees. */
export function nowhere(): null {
  return null;
}
