import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Tone } from '../layout/line.ts';
import { printable } from '../../../text/printable.ts';

export type RunWords = { readonly glyph: string; readonly tone: Tone; readonly word: string };

const STATUSES: Readonly<Record<RunView['status'], RunWords>> = {
  queued: { glyph: '○', tone: 'dim', word: 'queued' },
  running: { glyph: '●', tone: 'accent', word: 'running' },
  waiting: { glyph: '◆', tone: 'warn', word: 'waiting for approval' },
  succeeded: { glyph: '✓', tone: 'good', word: 'succeeded' },
  failed: { glyph: '✗', tone: 'bad', word: 'failed' },
  rejected: { glyph: '✗', tone: 'bad', word: 'rejected' },
  cancelled: { glyph: '■', tone: 'warn', word: 'cancelled' },
};

/** How a run stands or ended: a mark, a colour's meaning, and a word. */
export function runWords(status: RunView['status']): RunWords {
  return STATUSES[status];
}

/** The same of a run whose process may be gone. */
export function standingOf(run: Pick<RunView, 'status' | 'interrupted'>): RunWords {
  return run.interrupted === true ? INTERRUPTED : runWords(run.status);
}

const INTERRUPTED: RunWords = { glyph: '○', tone: 'warn', word: 'interrupted' };

/** How people name a run, and what commands take: `12`, of a rerun `12.2`. */
export function runNumber(view: Pick<RunView, 'number' | 'attempt'>): string {
  return view.attempt === 1 ? String(view.number) : `${view.number}.${view.attempt}`;
}

/** `churn #12`. */
export function runName(view: RunView): string {
  return `${printable(view.pipeline)} #${runNumber(view)}`;
}

/** The commit, shortened, and whether the tree differed from it. */
export function treeText(view: Pick<RunView, 'sha' | 'dirty'>): string {
  if (view.sha === null) return 'no commit';
  return view.dirty ? `${view.sha.slice(0, 7)} + changes` : view.sha.slice(0, 7);
}
