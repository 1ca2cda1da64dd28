import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { runScript } from '../frame/browser-files.ts';
import type { Html, PageEnv } from '../frame/document.ts';
import { answerPage } from '../frame/page.ts';
import { positionOf, positionText } from './live/position.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { runNumber, runWords } from '../../reports/words/run-words.ts';
import { loadDetail, type Choice } from './load-detail.ts';
import type { RunData } from './load-run.ts';
import { shown } from '../../reports/html/shown.ts';
import { repositoryLink } from './run-links.ts';
import type { Section } from './live/update-event.ts';
import { runSections } from './run-sections.ts';

export type RunRequest = {
  readonly data: RunData;
  readonly person: Person;
  readonly choice: Choice;
};

/** The page of a run. */
export async function runPage(
  context: Context<PageEnv>,
  deps: PagesDeps,
  { data, person, choice }: RunRequest,
) {
  const { view, repository } = data;
  const detail = await loadDetail(deps.store, data, choice);
  const sections = await runSections(deps, data, detail);
  const name = `${shown(view.pipeline)} #${runNumber(view)}`;
  const { glyph } = runWords(view.status);
  const isOver = view.endedAt !== null;
  const news = isOver ? null : newsAddress(view.id, choice, positionText(positionOf(data, detail)));
  return answerPage(context, 200, {
    title: `${glyph} ${name}`,
    person,
    trail: [
      {
        text: `${shown(repository.owner)}/${shown(repository.name)}`,
        to: repositoryLink(repository),
      },
      { text: name, to: null },
    ],
    body: body(sections, { news, isTall: data.plan.steps.length > TALL }),
    script: runScript,
  });
}

function newsAddress(run: string, { step, attempt }: Choice, at: string): string {
  const query = new URLSearchParams({
    ...(step !== null && { step }),
    ...(attempt !== null && { attempt: String(attempt) }),
    at,
  });
  return `/runs/${run}/events?${query.toString()}`;
}

/** More steps than a screen shows: the chosen one stays beside them. */
const TALL = 14;

function body(
  sections: Readonly<Record<Section, string>>,
  { news, isTall }: { readonly news: string | null; readonly isTall: boolean },
): Html {
  const part = (name: Section) => html`<div data-part="${name}">${raw(sections[name])}</div>`;
  return html`${news === null ? '' : html`<p id="live" role="status" data-news="${news}"></p>`}
    <div class="run">
      ${part('head')}
      <div class="card flush">${part('graph')}</div>
      <div class="columns${isTall ? ' tall' : ''}">
        <section class="card flush" aria-labelledby="steps-title">
          <h2 id="steps-title">Steps</h2>
          ${part('steps')}
        </section>
        <section class="card" aria-labelledby="step">
          ${part('detail')} ${part('machine')} ${part('curves')} ${part('log')} ${part('material')}
        </section>
      </div>
      <div class="reports" data-part="report">${raw(sections.report)}</div>
    </div>`;
}
