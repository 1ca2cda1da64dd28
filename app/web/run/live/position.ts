import type { Detail } from '../load-detail.ts';
import type { RunData } from '../load-run.ts';

/** How far somebody has been told of a run: its version, and of one attempt the last line and the last sample. */
export type Position = {
  readonly version: number;
  readonly line: number;
  readonly sample: number;
  /** Null: no attempt was shown. */
  readonly attempt: { readonly key: string; readonly number: number } | null;
};

/** As what was just loaded shows it. */
export function positionOf(data: RunData, detail: Detail | null): Position {
  const tried = detail?.tried ?? null;
  return {
    version: data.header.version,
    line: tried?.lines.at(-1)?.seq ?? 0,
    sample: lastSample(tried),
    attempt: tried === null ? null : { key: tried.of.key, number: tried.of.attempt },
  };
}

function lastSample(tried: Detail['tried']): number {
  return tried?.series.at(-1)?.at(-1)?.seq ?? 0;
}

/** A text for the `id` of an event, and for an address. */
export function positionText({ version, line, sample, attempt }: Position): string {
  const { key = '', number = 0 } = attempt ?? {};
  return [version, line, sample, number, encodeURIComponent(key.toWellFormed())].join('.');
}

/** Reads what `positionText` wrote; null: it did not write this. */
export function readPosition(text: string): Position | null {
  const match = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})\.(\d{1,9})\.([^\s]*)$/.exec(text);
  const key = match === null ? null : decoded(match[5] ?? '');
  if (match === null || key === null) return null;
  const [version = 0, line = 0, sample = 0, number = 0] = match.slice(1, 5).map(Number);
  return { version, line, sample, attempt: number === 0 ? null : { key, number } };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
