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
import { inId } from '../pieces.ts';
import { stepLink } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';
import { stepMaterials } from './step-inputs.ts';
import { whyWords } from './why-words.ts';

/** What else is known of the chosen step, folded up: its attempts, what went in and came out, and why it ran. */
export function stepAbout(page: Shown, detail: Detail): Html {
  const { step } = detail;
  const planned = page.data.plan.steps.find(({ id }) => id === step.id) ?? null;
  const parts = [
    {
      title: 'Attempts',
      content: attempts(page, detail, planned),
      isOpen: step.attempts.length > 1,
    },
    { title: 'Inputs and outputs', content: stepMaterials(page, detail, planned), isOpen: false },
    { title: 'Why it ran', content: whyWords(page, detail, planned), isOpen: false },
  ];
  return html`${parts.map(({ title, content, isOpen }) =>
    content === null
      ? ''
      : html`<details class="about" id="about-${inId(title)}" ${isOpen ? html` open` : ''}>
          <summary>${title}</summary>
          ${content}
        </details>`,
  )}`;
}

function attempts(page: Shown, { step, tried }: Detail, planned: PlanStep | null): Html | null {
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
