import { html } from 'hono/html';
import { instantText } from '../../../domain/run/instant-text.ts';
import type { PlanStep } from '../../../domain/plan.ts';
import { moment } from '../../../reports/html/moment.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import type { AuditedApproval } from '../../../runtime/ports/runs.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { shown } from '../../../reports/html/shown.ts';
import { badge } from '../pieces.ts';
import { stepLink } from '../run-links.ts';

/** Which steps need a person's word, who gave it and when; null: none does. Of a run that is over, those that got it. */
export function decisions({ view, plan, approvals }: RunData): Html | null {
  const isGiven = ({ id }: PlanStep) => approvals.some(({ key }) => key === id);
  const asked = plan.steps.filter(
    (step) => step.approval !== null && (view.endedAt === null || isGiven(step)),
  );
  if (asked.length === 0) return null;
  return html`<ul class="plain">
    ${asked.map((step) => {
      const given = approvals.filter(({ key }) => key === step.id);
      return html`<li>
        <a href="${stepLink(view.id, step.id)}">${shownKey(step.id)}</a>
        ${whoMay(step)} ${given.map((approval) => decision(approval))}
      </li>`;
    })}
  </ul>`;
}

function whoMay({ approval }: PlanStep): Html | string {
  if (approval === null) return '';
  const { count, reviewers, environment } = approval;
  const from =
    reviewers.length === 0 ? '' : ` from ${reviewers.map((name) => shown(name)).join(', ')}`;
  const place = environment === null ? '' : ` for ${shown(environment)}`;
  return html`<span class="dim"
    >needs ${count} ${count === 1 ? 'approval' : 'approvals'}${from}${place}</span
  >`;
}

function decision({ by, decision: what, comment, at }: AuditedApproval): Html {
  const isGood = what === 'approved';
  const mark = { glyph: isGood ? '✓' : '✗', tone: isGood ? 'good' : 'bad', word: what } as const;
  return html`<p>
    ${badge(mark)} by <strong>${shown(by)}</strong>, ${moment(instantText(at))}
    ${comment === null ? '' : html`<q>${shown(comment)}</q>`}
  </p>`;
}
