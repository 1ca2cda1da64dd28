import { html } from 'hono/html';
import { instantText } from '../../../domain/run/instant-text.ts';
import { moment } from '../../../reports/html/moment.ts';
import { shownKey, count } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { stepLink } from '../run-links.ts';
import { decide } from './actions.ts';

/** Which steps wait for a person, whose word they need and until when, with the buttons that give it; null: none does. */
export function approvalBar(data: RunData): Html | null {
  const waiting = data.view.steps.filter(({ state }) => state === 'approval');
  if (waiting.length === 0) return null;
  return html`<section class="approval" aria-label="Approval">
    <div>${waiting.map((step) => sentence(data, step))}</div>
    ${decide(data.view.steps)}
  </section>`;
}

function sentence(data: RunData, { key, id }: StepView): Html {
  const { view, plan, approvals, waitsUntil, frozen } = data;
  const spec = plan.steps.find((step) => step.id === id)?.approval ?? null;
  const link = html`<a href="${stepLink(view.id, key)}">${shownKey(key)}</a>`;
  if (spec === null) return html`<p>${link} waits for approval.</p>`;
  const { reviewers, environment } = spec;
  const place = environment === null ? '' : html` to <strong>${shown(environment)}</strong>`;
  const from =
    reviewers.length === 0
      ? 'somebody with write access who had no hand in the change'
      : reviewers.map((name) => shown(`@${name.replace(/^@/, '')}`)).join(' or ');
  const given = approvals.filter((each) => each.key === key && each.decision === 'approved');
  const have =
    given.length === 0 ? '' : html`; ${given.map(({ by }) => shown(by)).join(', ')} approved`;
  const held = frozen.get(key);
  const until = waitsUntil.get(key);
  const end = until === undefined ? '' : html`; it expires at ${moment(instantText(until))}`;
  return html`<p>
    ${link}${place} needs ${count(spec.count, 'approval')} from ${from}${have}${end}.
    ${held === undefined ? '' : html`<strong>${shown(held)}.</strong> It starts after that.`}
  </p>`;
}
