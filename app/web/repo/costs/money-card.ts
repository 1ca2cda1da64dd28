import { html } from 'hono/html';
import { sumCosts, type Cost } from '../../../costs/cost.ts';
import { totalOf } from '../../../costs/run-cost.ts';
import { costText, partWords, unknownWords } from '../../../reports/words/cost-words.ts';
import { dollarsText } from '../../../../text/dollars-text.ts';
import { duration } from '../../../../text/duration.ts';
import type { Html } from '../../frame/document.ts';
import { dayChart } from './day-chart.ts';
import type { RepoCosts } from './load-costs.ts';

const DAY_MS = 86_400_000;

/** What this month cost so far, at what rate, how much of it machines idled, and day by day what for. */
export function moneyCard({ month, listed }: RepoCosts, now: number): Html {
  const total = sumCosts(listed.runs.map(totalOf));
  const name = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' });
  const unknown = unknownWords(total);
  const notes = [
    ...partWords(total),
    ...(listed.isCut ? ['only the newest runs are added up'] : []),
  ];
  return html`<section class="card money">
    <h2>Money in ${name.format(month.from)}</h2>
    <div class="figures">
      ${figure('so far', costText(total), '')} ${rate(total, month, now)} ${idle(total)}
    </div>
    ${dayChart(listed.runs, month)}
    ${notes.length === 0 ? '' : html`<p class="note">${notes.join(' · ')}</p>`}
    ${unknown === null ? '' : html`<p class="note t-warn">${unknown}</p>`}
    <p class="note">
      GitHub’s runners at its list price: minutes that come with a plan are not taken off.
    </p>
  </section>`;
}

function figure(name: string, value: string, note: string): Html {
  return html`<div>
    <p class="dim">${name}</p>
    <p class="value">${value}</p>
    <p class="note">${note}</p>
  </div>`;
}

/** After less than a day nobody can say what a month costs. */
function rate({ usd }: Cost, { from, to }: RepoCosts['month'], now: number): Html | string {
  if (now - from < DAY_MS || usd === 0) return '';
  const last = new Intl.DateTimeFormat('en-US', {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(to - 1);
  return figure('at this rate', dollarsText((usd * (to - from)) / (now - from)), `on ${last}`);
}

function idle({ paidMs, idleMs }: Cost): Html | string {
  if (paidMs === 0) return '';
  return figure('machines idle', duration(idleMs), `of ${duration(paidMs)} paid for`);
}
