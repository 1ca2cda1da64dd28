import { html } from 'hono/html';
import type { Html } from '../../frame/document.ts';
import { moment } from '../../../reports/html/moment.ts';
import { runNumber, runWords, treeText } from '../../../reports/words/run-words.ts';
import { triggerName } from '../../../reports/words/trigger-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { RunData } from '../load-run.ts';
import { runBadge } from '../pieces.ts';
import { githubLinks } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';
import { nextStep } from './next-step.ts';
import { troubles } from './troubles.ts';

/** What run it is, how it stands, where it came from, and what somebody has to know at once. */
export function runHead(page: Shown): Html {
  const { view, header } = page.data;
  return html`<div
      class="title"
      data-title="${runTitle(page.data)}"
      data-icon="${iconOf(page.data)}"
    >
      <h1>${shown(view.pipeline)} <span class="dim">#${runNumber(view)}</span></h1>
      ${runBadge(view.status)}
    </div>
    <p class="facts">${facts(page).map((fact) => html`<span>${fact}</span> `)}</p>
    ${header.cancel === null ? '' : html`<p class="note t-warn">Cancelled by ${shown(header.cancel.by ?? 'mlpipelines')}: ${shown(header.cancel.reason)}</p>`}
    ${unshown(page.data)} ${troubles(page)} ${nextStep(page)}`;
}

/** Of the tab: how the run stands comes first, since tabs are cut. */
export function runTitle({ view }: Pick<RunData, 'view'>): string {
  const { glyph } = runWords(view.status);
  return `${glyph} ${shown(view.pipeline)} #${runNumber(view)}`;
}

/** The icon of the tab has the colour of how the run stands. */
export function iconOf({ view }: Pick<RunData, 'view'>): string {
  return `/icon.svg?tone=${runWords(view.status).tone}`;
}

function unshown({ unshown: why }: RunData): Html | string {
  if (why === null) return '';
  return html`<p class="note t-warn">
    GitHub does not show the current state of this run. ${shown(why)}
  </p>`;
}

function facts(page: Shown): readonly Html[] {
  const { view, header, check } = page.data;
  const links = githubLinks(page.githubUrl, page.data.repository);
  const pull = header.hosted?.pull ?? null;
  const by = header.actor === null ? '' : html` by <strong>${shown(header.actor)}</strong>`;
  return [
    ...(pull === null ? [] : [html`<a href="${links.pull(pull)}">#${pull}</a>`]),
    ...branch(page),
    ...(view.sha === null
      ? []
      : [html`<a class="mono" href="${links.commit(view.sha)}">${treeText(view)}</a>`]),
    html`${shown(triggerName(view.trigger))}${by}`,
    moment(view.createdAt),
    ...(check === null ? [] : [html`<a href="${links.check(check)}">Check on GitHub</a>`]),
  ];
}

function branch({ data, githubUrl }: Shown): readonly Html[] {
  const { ref } = data.header;
  if (ref === null) return [];
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const to = githubLinks(githubUrl, data.repository).branch(name);
  return [html`<a class="mono" href="${to}">${shown(name)}</a>`];
}
