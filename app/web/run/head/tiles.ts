import { html } from 'hono/html';
import { duration } from '../../../../text/duration.ts';
import { instantOf } from '../../../domain/run/instant-text.ts';
import { runProgress } from '../../../reports/check/run-progress.ts';
import {
  answerOf,
  headOf,
  lackOf,
  sideText,
  type Standing,
} from '../../../reports/report/report-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import { costText, isNotable, partWords, unknownWords } from '../../../reports/words/cost-words.ts';
import { timeBetween } from '../../../reports/words/step-time.ts';
import { count } from '../../../reports/words/step-words.ts';
import { judgedGates, verdictWords } from '../../../reports/words/verdict-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { costsLink } from '../run-links.ts';
import { trendLine } from '../evaluation/trend-line.ts';
import { running } from '../pieces.ts';
import type { Shown } from '../shown-run.ts';

/** The answers first: whether the model got better, gates, steps, time, and what its machines cost. */
export function tiles(page: Shown): Html {
  const { data } = page;
  return html`<div class="tiles">
    ${modelTile(data)} ${gatesTile(data)} ${stepsTile(data)} ${timeTile(page)} ${costTile(page)}
  </div>`;
}

type Tile = {
  readonly name: Html | string;
  readonly value: Html | string;
  readonly notes: readonly (Html | string)[];
  readonly look?: string;
};

function tile({ name, value, notes, look = '' }: Tile): Html {
  return html`<div class="tile ${look}">
    <p class="dim">${name}</p>
    <p class="value">${value}</p>
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
  </div>`;
}

function modelTile({ story: { report }, trend }: RunData): Html | string {
  const found = report === null ? null : headOf(report);
  if (report === null || found === null) return '';
  const [first, ...others] = found.standings;
  const isPrimary = report.metrics.some((metric) => metric.isPrimary);
  const name = `${shown(found.metric)}${isPrimary ? ' · primary' : ''}`;
  if (first === undefined) {
    const lacks = report.sides.flatMap((side) => lackOf(side) ?? []);
    const why = `nothing to compare it with yet${lacks.length === 0 ? '' : `: ${lacks.join('; ')}`}`;
    return tile({ name, value: found.value, notes: [shown(why)], look: 'model' });
  }
  return tile({
    name,
    value: html`${found.value}
      <span class="moved t-${first.tone}">${first.moved}</span>
      ${trendLine(trend, found.metric, answerOf(report)?.value ?? null)}`,
    notes: standings(first, others),
    look: `model t-${first.mark}`,
  });
}

/** A caveat that is that of all sides is said once, after them. */
function standings(first: Standing, others: readonly Standing[]): readonly Html[] {
  const all = [first, ...others];
  const isCommon = all.every(({ caveat }) => caveat === first.caveat);
  const lines = all.map((each, at) => standing(isCommon ? { ...each, caveat: null } : each, at));
  if (!isCommon || first.caveat === null) return lines;
  return [...lines, html`<span class="dim">${shown(first.caveat)}</span>`];
}

function standing({ tone, word, side, moved, interval, caveat, but }: Standing, at: number): Html {
  const change = at === 0 ? '' : ` (${moved})`;
  const sure = interval === null ? '' : `, 95 % ${interval}`;
  const note = caveat === null ? '' : html`<br /><span class="dim">${shown(caveat)}</span>`;
  const setbacks =
    at > 0 || but.length === 0
      ? ''
      : html`<br /><span class="t-warn">but ${shown(but.join('; '))}</span>`;
  return html`<strong class="t-${tone}">${word} ${shown(sideText(side))}</strong
    >${change}${sure}${note}${setbacks}`;
}

/** After the name of a gate. */
const VERDICT = {
  fail: 'failed',
  warn: 'warns',
  inconclusive: 'is inconclusive',
  'no-baseline': 'has no baseline yet',
} as const;

function gatesTile({ view }: RunData): Html | string {
  const gates = judgedGates(view);
  if (gates.length === 0) return '';
  const passed = gates.filter(({ gate }) => gate.verdict === 'pass').length;
  const worst = gates[0]?.gate;
  const { tone, glyph } = verdictWords(worst ?? { verdict: 'pass' });
  const note =
    worst === undefined || worst.verdict === 'pass'
      ? 'all passed'
      : html`<span class="t-${tone}"
          ><span aria-hidden="true">${glyph}</span> ${shown(worst.id)}
          ${VERDICT[worst.verdict]}</span
        >`;
  return tile({ name: 'Gates', value: `${passed} / ${gates.length}`, notes: [note] });
}

type StepResult = RunData['view']['steps'][number]['result'];

function stepsTile({ view }: RunData): Html {
  const { done, total } = runProgress(view);
  const steps = view.steps.filter(({ cell }) => cell === null);
  const ended = (wanted: StepResult) => steps.filter(({ result }) => result === wanted).length;
  const cached = steps.filter((step) => step.cached).length;
  const again = view.steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0);
  const words = [
    ...(ended('failure') === 0 ? [] : [`${ended('failure')} failed`]),
    ...(ended('rejected') === 0 ? [] : [`${ended('rejected')} rejected`]),
    ...(ended('skipped') === 0 ? [] : [`${ended('skipped')} skipped`]),
    ...(cached === 0 ? [] : [`${cached} cached`]),
    ...(again === 0 ? [] : [count(again, 'further attempt')]),
  ];
  const notes = [words.join(' · ')];
  // Of a run that is over what was skipped is not done either.
  return view.endedAt === null
    ? tile({ name: 'Steps done', value: `${done} / ${total}`, notes })
    : tile({ name: 'Steps succeeded', value: `${ended('success')} / ${steps.length}`, notes });
}

function timeTile({ data, now }: Shown): Html {
  const { view, story } = data;
  const name =
    view.endedAt !== null ? 'Took' : view.status === 'waiting' ? 'Under way for' : 'Running for';
  if (view.startedAt === null) return tile({ name: 'Time', value: '–', notes: ['not begun'] });
  const value =
    view.endedAt === null
      ? running(view.startedAt, now - instantOf(view.startedAt))
      : duration(timeBetween(view) ?? 0);
  const { savedMs } = story;
  const saved = savedMs === null ? [] : [`${duration(savedMs)} saved by the cache`];
  return tile({ name, value, notes: saved });
}

/** What it cost so far, and how long machines were paid for while no step worked on them. */
function costTile({ data }: Shown): Html | string {
  const { view } = data;
  const { cost } = view;
  if (cost === undefined || !isNotable(cost)) return '';
  const unknown = unknownWords(cost);
  const notes = [
    ...(cost.paidMs === 0
      ? []
      : [`machines for ${duration(cost.paidMs)}, idle for ${duration(cost.idleMs)} of it`]),
    partWords(cost).join(' · '),
    ...(unknown === null ? [] : [html`<span class="t-warn">${unknown}</span>`]),
  ];
  const costs = html`<a href="${costsLink(data.repository)}">Cost</a>`;
  const name = view.endedAt === null ? html`${costs} so far` : costs;
  return tile({ name, value: costText(cost), notes });
}
