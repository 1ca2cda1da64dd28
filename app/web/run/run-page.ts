import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { shown } from '../../reports/html/shown.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { runScript } from '../frame/browser-files.ts';
import type { Html, PageEnv } from '../frame/document.ts';
import { answerPage } from '../frame/page.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { actForm } from './head/actions.ts';
import { iconOf, runTitle } from './head/run-head.ts';
import { positionOf, positionText } from './live/position.ts';
import type { Section } from './page-sections.ts';
import { loadDetail, type Choice } from './load-detail.ts';
import type { RunData } from './load-run.ts';
import { pipelineLink, repositoryLink } from './run-links.ts';
import { runSections } from './run-sections.ts';
import { firstTab, tabs, type Tab } from './steps/tabs.ts';

export type RunRequest = {
  readonly data: RunData;
  readonly person: Person;
  readonly choice: Choice;
  /** Proves that a form is of a page that was shown to them. */
  readonly token: string;
};

/** The page of a run. */
export async function runPage(
  context: Context<PageEnv>,
  deps: PagesDeps,
  { data, person, choice, token }: RunRequest,
) {
  const { view, repository } = data;
  const detail = await loadDetail(deps.store, data, choice);
  const sections = await runSections(deps, { data, detail, choice });
  const isOver = view.endedAt !== null;
  const news = isOver ? null : newsAddress(view.id, choice, positionText(positionOf(data, detail)));
  const once = randomBytes(12).toString('base64url');
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  return answerPage(context, 200, {
    title: runTitle(data),
    icon: iconOf(data),
    person,
    trail: [
      { text: name, to: repositoryLink(repository) },
      { text: shown(view.pipeline), to: pipelineLink(repository, view.pipeline) },
      { text: `#${runNumber(view)}`, to: null },
    ],
    body: html`${actForm(view.id, { token, once })}
    ${body(sections, {
      news,
      isTall: data.plan.steps.length > TALL,
      first: firstTab(sections, detail, choice),
    })}`,
    script: runScript,
  });
}

function newsAddress(run: string, { step, attempt, find }: Choice, at: string): string {
  const query = new URLSearchParams({
    ...(step !== null && { step }),
    ...(attempt !== null && { attempt: String(attempt) }),
    ...(find !== null && { find }),
    at,
  });
  return `/runs/${run}/events?${query.toString()}`;
}

/** More steps than a screen shows: the chosen one stays beside them. */
const TALL = 14;

type Laid = {
  /** Where its news are told; null: there will be none. */
  readonly news: string | null;
  readonly isTall: boolean;
  /** What is seen first of the chosen step. */
  readonly first: Tab;
};

/** First what came out and what to do; then how it came to that. */
function body(sections: Readonly<Record<Section, string>>, { news, isTall, first }: Laid): Html {
  const part = (name: Section) => html`<div data-part="${name}">${raw(sections[name])}</div>`;
  return html`${news === null ? '' : html`<p id="live" role="status" data-news="${news}"></p>`}
    <div class="run">
      <div class="top">${part('head')} ${part('actions')}</div>
      ${part('tiles')} ${part('approval')} ${part('contents')}
      <div id="evaluation" data-part="evaluation">${raw(sections.evaluation)}</div>
      <div class="card flush" id="graph">${part('graph')}</div>
      <div class="columns${isTall ? ' tall' : ''}">
        <section class="card flush" aria-labelledby="steps-title">
          <h2 id="steps-title">Steps</h2>
          ${part('steps')}
        </section>
        <section class="card tabbed" aria-labelledby="step">
          ${part('detail')} ${tabs(first)}
          <div class="pane p-log">${part('log')}</div>
          <div class="pane p-pictures">
            ${part('curves')} ${part('machine')} ${part('material')}
          </div>
          <div class="pane p-inputs">${part('inputs')}</div>
          <div class="pane p-attempts">${part('attempts')}</div>
          <div class="pane p-why">${part('why')}</div>
        </section>
      </div>
      <div id="sweep" data-part="sweep">${raw(sections.sweep)}</div>
      <div class="reports" id="more" data-part="more">${raw(sections.more)}</div>
    </div>`;
}
