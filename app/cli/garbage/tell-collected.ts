import { size } from '../../../text/size.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Collected, GarbagePreview } from '../../runtime/runtime.ts';
import type { Io } from '../io.ts';
import { printJson, printLines } from '../terminal/print.ts';
import type { Leftover, LeftoverKind } from './leftover.ts';
import type { UnknownLogs } from './unknown-logs.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What was done, or would be: the second where `blobs` is a preview. */
export type Outcome = {
  readonly runs: readonly string[];
  readonly unknown: UnknownLogs;
  readonly keepBytesMs: number;
  readonly leftovers: readonly Leftover[];
  readonly blobs:
    ({ readonly type: 'preview' } & GarbagePreview) | ({ readonly type: 'removed' } & Collected);
};

/** Tells of it, for people or for a program. `keep`: days that runs stay. */
export function tellCollected(
  io: Pick<Io, 'stdout' | 'env'>,
  options: { readonly keep: number; readonly json?: true },
  outcome: Outcome,
): void {
  const { runs, leftovers, blobs } = outcome;
  if (options.json) {
    printJson(io, {
      format: 1,
      dryRun: blobs.type === 'preview',
      runs: runs.length,
      names: runs,
      blobs: blobs.blobs,
      bytes: blobs.bytes,
      waiting: blobs.type === 'removed' ? blobs.waiting.length : blobs.blobs,
      leftovers: leftovers.map(({ kind, path, bytes }) => ({ kind, path, bytes })),
    });
    return;
  }
  printLines(io, [
    ...blobLines(outcome),
    ...leftoverLines(outcome),
    ...unknownLines(outcome, options.keep),
  ]);
}

function blobLines({ runs, blobs, keepBytesMs }: Outcome): readonly Line[] {
  const days = keepBytesMs / DAY_MS;
  const once = `once that is so for ${days === 1 ? 'a day' : count(days, 'day')}.`;
  const told = count(runs.length, 'run');
  if (blobs.type === 'preview') {
    return [
      line(`Would delete ${told}${runs.length === 0 ? '' : `: ${listed(runs)}`}.`),
      line(
        `${count(blobs.blobs, 'blob')}, ${size(blobs.bytes)}, that nothing needs now, would be removed ${once}`,
      ),
    ];
  }
  const waiting = blobs.waiting.length;
  return [
    line(`Deleted ${told}; removed ${count(blobs.blobs, 'blob')}, ${size(blobs.bytes)}.`),
    ...(waiting === 0
      ? []
      : [line(`${count(waiting, 'more blob')} unreferenced; removed ${once}`, 'dim')]),
  ];
}

const KINDS: Readonly<Record<LeftoverKind, readonly [one: string, many: string]>> = {
  log: ['folder of logs', 'folders of logs'],
  'unknown log': [
    'folder of logs of a run that the store does not know',
    'folders of logs of runs that the store does not know',
  ],
  workspace: ['workspace of a killed run', 'workspaces of killed runs'],
  environment: ['unused Python environment', 'unused Python environments'],
  examples: ['copy of examples', 'copies of examples'],
  'unfinished build': ['unfinished environment', 'unfinished environments'],
};

function leftoverLines({ leftovers, blobs }: Outcome): readonly Line[] {
  const groups = Map.groupBy(leftovers, ({ kind }) => kind);
  return [...groups].map(([kind, each]) => {
    const bytes = each.reduce((sum, leftover) => sum + leftover.bytes, 0);
    const what = `${count(each.length, ...KINDS[kind])}, ${size(bytes)}`;
    return line(blobs.type === 'preview' ? `Would remove ${what}.` : `Removed ${what}.`);
  });
}

function unknownLines({ unknown }: Outcome, days: number): readonly Line[] {
  const logs = unknown.young.length;
  if (logs === 0) return [];
  return [
    line(
      `Logs of ${count(logs, 'run')} that the store does not know stay until they are ${count(days, 'day')} old, as do the blobs: another store may want them.`,
      'warn',
    ),
  ];
}

const MOST_NAMED = 10;

/** The first names of a list, and how many more there are. */
export function listed(runs: readonly string[]): string {
  const more = runs.length - MOST_NAMED;
  return `${runs.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
