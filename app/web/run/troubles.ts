import { html } from 'hono/html';
import { shortReason } from '../../reports/words/short-reason.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { hasFailed, shownKey, stepWords } from '../../reports/words/step-words.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { Html } from '../frame/document.ts';
import type { RunData } from './load-run.ts';
import { shown } from '../../reports/html/shown.ts';
import { stepLink } from './run-links.ts';

const MOST = 5;

/** What somebody has to know or do at once: steps that failed and why, steps that wait for a person. */
export function troubles({ view, plan }: RunData): Html | string {
  const tolerated = new Set(plan.steps.flatMap((step) => (step.continueOnError ? [step.id] : [])));
  const steps = view.steps.filter(({ cell }) => cell === null);
  const failed = steps.filter((step) => hasFailed(step) && !tolerated.has(step.id));
  const waiting = steps.filter(({ state }) => state === 'approval');
  if (failed.length + waiting.length === 0) return '';
  const link = ({ key }: StepView) =>
    html`<a href="${stepLink(view.id, key)}">${shownKey(key)}</a>`;
  const number = runNumber(view);
  return html`<ul class="troubles">
    ${failed.slice(0, MOST).map((step) => html`<li>${link(step)} ${whyFailed(step)}</li>`)}
    ${failed.length > MOST ? html`<li>… and ${failed.length - MOST} more</li>` : ''}
    ${waiting.map(
      (step) =>
        html`<li class="t-warn">
          ${link(step)} waits for an approval: press Approve or Reject on the run’s check at GitHub,
          or comment <code>/mlp approve ${number}</code> or <code>/mlp reject ${number}</code> in a
          pull request of this repository.
        </li>`,
    )}
  </ul>`;
}

function whyFailed(step: StepView): string {
  const gates = step.gates.filter(({ verdict }) => verdict === 'fail');
  if (gates.length > 0) {
    return `was rejected: ${gates.map(({ message }) => shown(message)).join('; ')}`;
  }
  const message = step.attempts.at(-1)?.message ?? step.reason;
  const why = message === null ? shortReason(step) : shown(message);
  const { word } = stepWords(step);
  return why === '' ? word : `${word}: ${why}`;
}
