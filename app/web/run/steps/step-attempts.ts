import { html } from 'hono/html';
import type { PlanStep } from '../../../domain/plan.ts';
import {
  attemptNotes,
  attemptWords,
  type AttemptView,
} from '../../../reports/words/attempt-words.ts';
import { nextTry } from '../../../reports/words/next-try.ts';
import { beforeWords } from '../../../reports/words/step-time.ts';
import { count, shownKey } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import { toldFailures } from '../head/troubles.ts';
import type { Detail } from '../load-detail.ts';
import { stepLink } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';

/** The tries of the chosen step, with what became of each; null: there was none. */
export function stepAttempts(
  page: Shown,
  { step, tried }: Detail,
  planned: PlanStep | null,
): Html | null {
  if (step.attempts.length === 0) return null;
  const isTold = toldFailures(page.data).some(({ key }) => key === step.key);
  const items = step.attempts.map((attempt, at) => {
    const isShown = attempt.number === tried?.of.attempt;
    const isLast = at === step.attempts.length - 1;
    const name = `Attempt ${attempt.number}`;
    const before = beforeWords([attempt]);
    const notes = isTold && isLast ? [] : attemptNotes(attempt);
    return html`<li class="a-${attempt.status}">
      ${
        isShown
          ? html`<strong>${name}</strong>`
          : html`<a href="${stepLink(page.data.view.id, step.key, attempt.number)}">${name}</a>`
      }
      ${attemptWords(attempt)}${before === '' ? '' : html` <span class="dim">(${before})</span>`}
      ${notes.map((note) => html`<p class="message">${shown(note)}</p>`)}
      ${whatNext(attempt, step, planned)}
    </li>`;
  });
  return html`<ol
    class="attempts"
    aria-label="${count(items.length, 'attempt')} of ${shownKey(step.key)}"
  >
    ${items}
  </ol>`;
}

function whatNext(
  attempt: AttemptView,
  step: Detail['step'],
  planned: PlanStep | null,
): Html | string {
  const wentOn = attempt.endedAt === null || attempt.status === 'succeeded';
  const isLast = step.attempts.at(-1)?.number === attempt.number;
  if (wentOn || planned === null || (isLast && step.result === null)) return '';
  return html`<p class="dim">${nextTry(attempt, step, planned)}</p>`;
}
