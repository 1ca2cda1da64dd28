import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  COST_GROUPS,
  groupCosts,
  type CostGroup,
  type GroupedCost,
} from '../../../costs/group-costs.ts';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { shown } from '../../../reports/html/shown.ts';
import { costText } from '../../../reports/words/cost-words.ts';
import { duration } from '../../../../text/duration.ts';
import type { Html, PageEnv } from '../../frame/document.ts';
import { answerPage } from '../../frame/page.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import { costsLink, repositoryLink } from '../../run/run-links.ts';
import type { Whose } from '../within-repository.ts';
import { loadCosts, type RepoCosts } from './load-costs.ts';
import { machinesCard } from './machines-card.ts';
import { moneyCard } from './money-card.ts';

/** `/repos/:owner/:repo/costs`: what a repository costs this month, its machines now; `?by=` groups the runs. */
export async function costsPage(
  context: Context<PageEnv>,
  { deps }: { readonly deps: PagesDeps },
  { repository, person }: Whose,
): Promise<Response> {
  const asked = context.req.query('by');
  const by = COST_GROUPS.find((each) => each === asked) ?? 'pipeline';
  const now = deps.clock.now();
  const costs = await loadCosts(deps.store, repository, now);
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  return answerPage(context, 200, {
    title: `Costs · ${name}`,
    person,
    trail: [
      { text: name, to: repositoryLink(repository) },
      { text: 'Costs', to: null },
    ],
    body: html`<div class="title"><h1>Costs</h1></div>
      <div class="halves">${moneyCard(costs, now)} ${machinesCard(costs.machines, now)}</div>
      ${grouped(costs, by, repository)}`,
    script: null,
  });
}

function grouped({ listed }: RepoCosts, by: CostGroup, repository: RepositoryRef): Html {
  const groups = groupCosts(listed.runs, by);
  const links = COST_GROUPS.map((each) => {
    const current = each === by ? html`aria-current="true"` : '';
    return html`<a class="quiet" href="${costsLink(repository)}?by=${each}" ${current}>${each}</a>`;
  });
  return html`<section class="card flush">
    <h2>This month by ${by}</h2>
    <nav class="by" aria-label="Grouped by">${links}</nav>
    ${
      groups.length === 0
        ? html`<p class="empty">No run of this month cost anything yet.</p>`
        : html`<div class="wide" tabindex="0" role="region" aria-label="Costs by ${by}">
            ${groupTable(groups, by)}
          </div>`
    }
  </section>`;
}

function groupTable(groups: readonly GroupedCost[], by: CostGroup): Html {
  const name = `${by.slice(0, 1).toUpperCase()}${by.slice(1)}`;
  const numbers = ['Runs', 'Attempts', 'Machines for', 'Idle', 'Cost'];
  return html`<table class="steps list">
    <thead>
      <tr>
        <th scope="col">${name}</th>
        ${numbers.map((each) => html`<th scope="col" class="right">${each}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${groups.map(groupRow)}
    </tbody>
  </table>`;
}

function groupRow({ name, runs, attempts, cost }: GroupedCost): Html {
  const time = (ms: number) => (ms === 0 ? '' : duration(ms));
  const cells = [runs, attempts, time(cost.paidMs), time(cost.idleMs), costText(cost)];
  return html`<tr>
    <th scope="row">${shown(name)}</th>
    ${cells.map((each) => html`<td class="right num">${each}</td>`)}
  </tr>`;
}
