import { html } from 'hono/html';
import { instantOf } from '../../domain/instant-text.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { Html } from '../frame/page.ts';

const WIDTH = 1000;
/** So that the shortest step is seen. */
const LEAST = 6;

/** When a step worked within its run, attempt by attempt, as bars in a line; the text beside it says the same. */
export function timeline(view: RunView, step: StepView, now: number): Html | string {
  if (view.startedAt === null) return '';
  const begin = instantOf(view.startedAt);
  const end = view.endedAt === null ? now : instantOf(view.endedAt);
  const scale = WIDTH / Math.max(1, end - begin);
  const bars = barsOf(step).map(({ startedAt, endedAt, look }) => {
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
    ${bars}
  </svg>`;
}

type Bar = { readonly startedAt: string; readonly endedAt: string | null; readonly look: string };

const LOOKS: Readonly<Record<string, string>> = {
  succeeded: 'f-good',
  failed: 'f-bad',
  interrupted: 'f-warn',
  cancelled: 'f-dim',
};

function barsOf(step: StepView): readonly Bar[] {
  const bars = step.attempts.flatMap(({ startedAt, endedAt, status }) =>
    startedAt === null ? [] : [{ startedAt, endedAt, look: LOOKS[status] ?? 'f-accent' }],
  );
  if (bars.length > 0 || step.cached || step.startedAt === null) return bars;
  // A matrix step has no attempts of its own: it lasts from its first cell to its last.
  const look = step.result === null ? 'f-accent' : step.result === 'success' ? 'f-good' : 'f-bad';
  return [{ startedAt: step.startedAt, endedAt: step.endedAt, look }];
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
