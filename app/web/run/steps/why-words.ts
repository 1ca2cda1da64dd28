import { html } from 'hono/html';
import type { PlanStep } from '../../../domain/plan.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import type { Detail } from '../load-detail.ts';
import { stepLink } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';

/** Why a step ran, or did not: what it needs, its condition, and what changed since it last ran; null: nothing to say. */
export function whyWords(page: Shown, { why }: Detail, planned: PlanStep | null): Html | null {
  const items = [...asks(page, planned), ...cache(why)];
  if (items.length === 0) return null;
  return html`<ul class="plain">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

function asks({ data }: Shown, planned: PlanStep | null): readonly Html[] {
  if (planned === null) return [];
  const { needs, if: condition, when } = planned;
  const links = needs.map(
    (id) => html` <a href="${stepLink(data.view.id, id)}">${shownKey(id)}</a>`,
  );
  const rule = when === null || when === 'all-success' ? '' : html` (<code>when: ${when}</code>)`;
  return [
    ...(needs.length === 0 ? [] : [html`Needs${links}${rule}.`]),
    ...(condition === null ? [] : [html`Runs if <code>${shown(condition)}</code>.`]),
  ];
}

function cache(why: Detail['why']): readonly Html[] {
  if (why === null || why.type === 'not-yet') return [];
  const { run } = why;
  const link =
    run === null ? html`an earlier run` : html`<a href="/runs/${run.id}">#${run.number}</a>`;
  if (why.type === 'taken') {
    return why.why === 'unchanged'
      ? [html`Taken from ${link}: nothing that it reads had changed since.`]
      : [html`Taken over from ${link}, as the run was asked to.`];
  }
  const since = run === null ? '' : html` since ${link}`;
  return why.because.map((reason) => html`Ran because ${shown(reason)}${since}.`);
}
