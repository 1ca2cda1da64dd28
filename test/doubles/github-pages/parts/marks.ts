import { html, raw } from 'hono/html';
import type { CheckRun } from '../../github/state/checks.ts';
import type { Job } from '../../github/state/runs.ts';
import type { Html } from '../html.ts';

type State = {
  readonly status: CheckRun['status'] | Job['status'];
  readonly conclusion: string | null;
};
type Look = 'good' | 'bad' | 'live' | 'ask' | 'dim';

const CONCLUSIONS: Readonly<Record<string, readonly [Look, string]>> = {
  success: ['good', 'successful'],
  failure: ['bad', 'failed'],
  startup_failure: ['bad', 'could not start'],
  timed_out: ['bad', 'timed out'],
  action_required: ['ask', 'waits for somebody'],
  neutral: ['dim', 'neutral'],
  cancelled: ['dim', 'cancelled'],
  skipped: ['dim', 'skipped'],
  stale: ['dim', 'stale'],
};

/** How something stands in one word. */
export function stateWord({ status, conclusion }: State): string {
  return lookAndWord({ status, conclusion })[1];
}

/** How something stands as a sign, its word beneath. */
export function stateMark(state: State): Html {
  const [look, word] = lookAndWord(state);
  return sign(look, word);
}

/** One sign for many checks: the worst of them; nothing when there are none. */
export function marksOf(runs: readonly State[]): Html | '' {
  if (runs.length === 0) return '';
  const words = runs.map((run) => lookAndWord(run));
  const worst = WORST_FIRST.find((look) => words.some(([each]) => each === look)) ?? 'dim';
  const many = words.filter(([look]) => look === worst);
  return sign(worst, `${many.length} of ${runs.length} checks ${many[0]?.[1] ?? ''}`);
}

const WORST_FIRST: readonly Look[] = ['bad', 'live', 'ask', 'good', 'dim'];

function lookAndWord({ status, conclusion }: State): readonly [Look, string] {
  if (status === 'queued') return ['live', 'queued'];
  if (status === 'waiting') return ['ask', 'waiting'];
  if (status === 'in_progress') return ['live', 'running'];
  return CONCLUSIONS[conclusion ?? ''] ?? ['dim', conclusion ?? 'over'];
}

const SHAPES: Readonly<Record<Look, string>> = {
  good: '<path d="m4.5 8.5 2.4 2.4 4.8-5.3"/>',
  bad: '<path d="m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4"/>',
  ask: '<path d="M8 4.4v4.4m0 2.4v.4"/>',
  dim: '<path d="M5 8h6"/>',
  live: '<path d="M8 4.6V8l2.4 1.6"/>',
};

function sign(look: Look, word: string): Html {
  return html`<svg
    class="mark ${look}"
    viewBox="0 0 16 16"
    width="18"
    height="18"
    role="img"
    aria-label="${word}"
  >
    <title>${word}</title>
    <circle cx="8" cy="8" r="7" />
    ${raw(SHAPES[look])}
  </svg>`;
}
