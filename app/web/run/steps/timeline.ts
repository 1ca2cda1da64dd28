import { html } from 'hono/html';
import { instantOf } from '../../../domain/run/instant-text.ts';
import type { RunView, StepView } from '../../../../schemas/run-view.generated.ts';
import type { StepGroup } from '../../../reports/view/matrix-rows.ts';
import { exactDuration } from '../../../../text/duration.ts';
import type { Html } from '../../frame/document.ts';

/** Lengths of time that people count in, in seconds. */
const NICE = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
];
const DAY = 86_400;
/** More do not fit beside each other where the list is narrow. */
const MOST_MARKS = 3;
const WIDTH = 1000;
/** So that the shortest step is seen. */
const LEAST = 6;

/** When a step worked within its run, attempt by attempt, as bars in a line; the text beside it says the same. */
export function timeline(view: RunView, { step, cells }: StepGroup, now: number): Html | string {
  const bars = cells.length > 0 ? allCells(cells) : attemptsOf(step);
  if (view.startedAt === null || bars.length === 0) return '';
  const begin = instantOf(view.startedAt);
  const end = view.endedAt === null ? now : instantOf(view.endedAt);
  const scale = WIDTH / Math.max(1, end - begin);
  const drawn = bars.map(({ startedAt, endedAt, look }) => {
    const x = (instantOf(startedAt) - begin) * scale;
    const until = endedAt === null ? end : instantOf(endedAt);
    const width = Math.max(LEAST, (until - begin) * scale - x);
    return html`<rect
      class="${look}"
      x="${round(Math.min(x, WIDTH - LEAST))}"
      width="${round(width)}"
      height="10"
      rx="2"
    ></rect>`;
  });
  return html`<svg
    class="timeline"
    viewBox="0 0 ${WIDTH} 10"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${drawn}
  </svg>`;
}

/** Marks of time since the run began, where the bars of `timeline` have them; empty: it has not begun. */
export function timeAxis(view: RunView, now: number): Html | string {
  if (view.startedAt === null) return '';
  const end = view.endedAt === null ? now : instantOf(view.endedAt);
  const seconds = Math.max(1, (end - instantOf(view.startedAt)) / 1000);
  const nice = NICE.find((each) => seconds / each <= MOST_MARKS);
  const every = nice ?? DAY * Math.ceil(seconds / MOST_MARKS / DAY);
  const marks = Array.from({ length: Math.floor(seconds / every) + 1 }, (_, at) => at * every);
  return html`<svg class="axis" aria-hidden="true">
    ${marks.map((at) => {
      const share = round((100 * at) / seconds);
      const anchor = share < 8 ? 'start' : share > 92 ? 'end' : 'middle';
      return html`<text x="${share}%" y="11" text-anchor="${anchor}">${markText(at)}</text>`;
    })}
  </svg>`;
}

/** `0`, `30s`, `5m`, `1h 30m`. */
function markText(seconds: number): string {
  return seconds === 0 ? '0' : exactDuration(seconds * 1000);
}

/** ISO 8601 times sort as texts. */
const AFTER_ALL = '9999';

type Bar = { readonly startedAt: string; readonly endedAt: string | null; readonly look: string };

const LOOKS: Readonly<Record<string, string>> = {
  succeeded: 'f-good',
  failed: 'f-bad',
  interrupted: 'f-warn',
  cancelled: 'f-dim',
};

function attemptsOf({ attempts }: StepView): readonly Bar[] {
  return attempts.flatMap(({ startedAt, endedAt, status }) =>
    startedAt === null ? [] : [{ startedAt, endedAt, look: LOOKS[status] ?? 'f-accent' }],
  );
}

/** Cells that ended well in one bar from the first to the last, over it those that failed. */
function allCells(cells: readonly StepView[]): readonly Bar[] {
  const bars = cells.flatMap((cell) => attemptsOf(cell));
  const startedAt = bars.map((bar) => bar.startedAt).reduce((a, b) => (a < b ? a : b), AFTER_ALL);
  if (bars.length === 0) return [];
  const ends = bars.flatMap((bar) => (bar.endedAt === null ? [] : [bar.endedAt]));
  const isOpen = ends.length < bars.length;
  const endedAt = isOpen ? null : ends.reduce((a, b) => (a > b ? a : b));
  const look = isOpen ? 'f-accent' : 'f-good';
  return [{ startedAt, endedAt, look }, ...bars.filter((bar) => bar.look === 'f-bad')];
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
