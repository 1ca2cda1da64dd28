import { html } from 'hono/html';
import { instantOf } from '../../domain/run/instant-text.ts';
import { duration } from '../../../text/duration.ts';
import { runProgress } from '../../reports/check/run-progress.ts';
import { runNumber, treeText } from '../../reports/words/run-words.ts';
import { timeBetween } from '../../reports/words/step-time.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';
import type { RunData } from './load-run.ts';
import { troubles } from './troubles.ts';
import { shown } from '../../reports/html/shown.ts';
import { moment, runBadge, running } from './pieces.ts';
import { githubLinks } from './run-links.ts';

export type Shown = {
  readonly data: RunData;
  readonly githubUrl: string;
  readonly now: number;
};

/** What run it is, how it stands, and where it came from. */
export function runHead(page: Shown): Html {
  const { view, header } = page.data;
  return html`<div class="title">
      <h1>${shown(view.pipeline)} <span class="dim">#${runNumber(view)}</span></h1>
      ${runBadge(view.status)}
    </div>
    ${progress(page.data)}
    <dl class="facts">
      ${facts(page).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${troubles(page.data)} ${unshown(page.data)}
    ${header.cancel === null ? '' : html`<p class="note t-warn">Cancelled by ${shown(header.cancel.by ?? 'mlpipelines')}: ${shown(header.cancel.reason)}</p>`}`;
}

function unshown({ unshown: why }: RunData): Html | string {
  if (why === null) return '';
  return html`<p class="note t-warn">
    GitHub does not show the current state of this run. ${shown(why)}
  </p>`;
}

function facts(page: Shown): readonly (readonly [string, Html | string])[] {
  const { view, header, check } = page.data;
  const links = githubLinks(page.githubUrl, page.data.repository);
  const pull = header.hosted?.pull ?? null;
  const optional = (name: string, value: Html | null) =>
    value === null ? [] : [[name, value] as const];
  return [
    ['Started by', startedBy(page.data)],
    ...optional(
      'Commit',
      view.sha === null
        ? null
        : html`<a class="mono" href="${links.commit(view.sha)}">${treeText(view)}</a>`,
    ),
    ...optional('Branch', branch(page)),
    ...optional(
      'Pull request',
      pull === null ? null : html`<a href="${links.pull(pull)}">#${pull}</a>`,
    ),
    ['Created', moment(view.createdAt)],
    ...optional(view.endedAt === null ? 'Running for' : 'Took', took(page)),
    ...optional(
      'On GitHub',
      check === null ? null : html`<a href="${links.check(check)}">Check</a>`,
    ),
  ];
}

function startedBy({ view, header }: RunData): Html {
  const actor = header.actor === null ? '' : html` by <strong>${shown(header.actor)}</strong>`;
  return html`${shown(view.trigger)}${actor}`;
}

function branch({ data, githubUrl }: Shown): Html | null {
  const { ref } = data.header;
  if (ref === null) return null;
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  return html`<a class="mono" href="${githubLinks(githubUrl, data.repository).branch(name)}"
    >${shown(name)}</a
  >`;
}

function took({ data, now }: Shown): Html | null {
  const { view } = data;
  if (view.startedAt === null) return null;
  if (view.endedAt === null) return running(view.startedAt, now - instantOf(view.startedAt));
  return html`<span class="num">${duration(timeBetween(view) ?? 0)}</span>`;
}

function progress({ view }: RunData): Html {
  const { done, total } = runProgress(view);
  const failed = view.steps.filter(
    ({ cell, result }) => cell === null && (result === 'failure' || result === 'rejected'),
  ).length;
  const words = `${done} of ${count(total, 'step')} done${failed === 0 ? '' : `, ${failed} failed`}`;
  const parts = total === 0 ? 1 : total;
  return html`<div class="progress">
    <svg viewBox="0 0 ${parts} 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class="p-done" width="${done}" height="1"></rect>
      <rect class="p-bad" x="${done - failed}" width="${failed}" height="1"></rect>
    </svg>
    <span>${words}</span>
  </div>`;
}
