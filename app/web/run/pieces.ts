import { html } from 'hono/html';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration, elapsed } from '../../../text/duration.ts';
import type { Tone } from '../../reports/layout/line.ts';
import { shown } from '../../reports/html/shown.ts';
import { runWords } from '../../reports/words/run-words.ts';
import { ownTime } from '../../reports/words/step-time.ts';
import { stepWords } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';

/** Text that is not ours as part of an id, by which a page that is brought up to date knows what was opened. */
export function inId(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** How something stands: a mark and a word in the colour of what they mean. */
export function badge({ glyph, tone, word }: { glyph: string; tone: Tone; word: string }): Html {
  return html`<span class="badge t-${tone}"
    ><span aria-hidden="true">${glyph}</span> ${word}</span
  >`;
}

export function runBadge(status: RunView['status']): Html {
  return badge(runWords(status));
}

export function stepBadge(step: StepView): Html {
  return badge(stepWords(step));
}

/** How long a step worked; while it works the page's script counts on from `now`. */
export function stepTime(step: StepView, now: number): Html | string {
  const isOpen = step.endedAt === null && step.startedAt !== null;
  return isOpen ? running(step.startedAt ?? '', ownTime(step, now)) : timeText(ownTime(step));
}

/** Time that goes on. */
export function running(since: string, ms: number | null): Html {
  return html`<time class="num" datetime="${since}" data-since="${since}"
    >${ms === null ? '' : elapsed(ms)}</time
  >`;
}

function timeText(ms: number | null): string {
  return ms === null ? '' : duration(ms);
}

/** Letters beyond which a value has a line of its own. */
const LONG = 40;

/** Names and values under a heading; nothing where there are none. */
export function values(
  title: string,
  pairs: readonly (readonly [string, string])[],
): Html | string {
  if (pairs.length === 0) return '';
  return html`<h3>${title}</h3>
    <dl class="values">
      ${pairs.map(
        ([name, value]) =>
          html`<div class="${name.length + value.length > LONG ? 'long' : ''}">
            <dt>${shown(name)}</dt>
            <dd class="num">${shown(value)}</dd>
          </div>`,
      )}
    </dl>`;
}

/** A headed part of the page; nothing where it has no content. */
export function card(title: string, content: Html | null, note: Html | string = ''): Html | string {
  if (content === null) return '';
  return html`<section class="card">
    <h2>${title} ${note === '' ? '' : html`<small>${note}</small>`}</h2>
    ${content}
  </section>`;
}
