import { html } from 'hono/html';
import type { Html } from '../frame/document.ts';
import type { Sample } from '../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { evaluation } from './evaluation/evaluation.ts';
import { flipsSection } from './flips-section.ts';
import { drawGraph } from './graph/draw-graph.ts';
import { actions } from './head/actions.ts';
import { approvalBar } from './head/approval-bar.ts';
import { decisions } from './head/decisions.ts';
import { models, params } from './head/run-extras.ts';
import { runHead } from './head/run-head.ts';
import { tiles } from './head/tiles.ts';
import type { Section } from './live/update-event.ts';
import type { Choice, Detail, Tried } from './load-detail.ts';
import type { RunData } from './load-run.ts';
import { stepLog } from './log/step-log.ts';
import { card } from './pieces.ts';
import { liveCurves, type CurvePlace } from './plots/live-curves.ts';
import type { Shown } from './shown-run.ts';
import { gpuUse } from './steps/gpu-use.ts';
import { stepAbout } from './steps/step-about.ts';
import { stepDetail } from './steps/step-detail.ts';
import { stepMaterial } from './steps/step-material.ts';
import { stepsTable } from './steps/steps-table.ts';
import { sweeps } from './sweep/sweeps.ts';

/** A step that no attempt was made at. */
const NOT_TRIED: Pick<Tried, 'usage' | 'series'> = { usage: [], series: [] };

type Parts = Pick<PagesDeps, 'githubUrl' | 'clock' | 'store' | 'blobs' | 'drawing' | 'warn'>;

/** What is looked at: a run, and of one step all about it. */
export type Looked = {
  readonly data: RunData;
  readonly detail: Detail | null;
  readonly choice: Choice;
};

/** Every part as markup; an empty text where there is nothing to show. */
export async function runSections(
  deps: Parts,
  { data, detail, choice }: Looked,
): Promise<Readonly<Record<Section, string>>> {
  const page: Shown = { data, githubUrl: deps.githubUrl, now: deps.clock.now() };
  const chosen = detail?.step.key ?? null;
  const { usage, series } = detail?.tried ?? NOT_TRIED;
  return {
    head: await text(runHead(page)),
    tiles: await text(tiles(page)),
    actions: await text(actions(data)),
    approval: await text(approvalBar(data)),
    evaluation: await text(evaluation(data)),
    graph: await text(drawGraph(data, chosen)),
    steps: await text(stepsTable(page, chosen)),
    detail: detail === null ? '' : await text(stepDetail(page, detail)),
    log: detail === null ? '' : await text(stepLog(page, detail, choice)),
    curves:
      detail?.tried == null
        ? ''
        : await text(curvesSection({ of: detail.tried.of, vs: belowOf(data) }, series)),
    machine: await text(gpuUse(usage, page.now)),
    material: await text(await materialSection(deps, data, detail)),
    about: detail === null ? '' : await text(stepAbout(page, detail)),
    sweep: await text(sweeps(data)),
    more: await more(deps, data),
  };
}

async function more({ store }: Parts, data: RunData): Promise<string> {
  const inCard = (title: string, content: Html | null) => text(card(title, content));
  const cards = [
    inCard('Examples that changed', await flipsSection(store, data.view.id)),
    inCard('Approvals', decisions(data)),
    inCard('Models', models(data)),
    inCard('Params', params(data)),
  ];
  return (await Promise.all(cards)).join('');
}

/** The run whose curves lie under those of this one. */
export function belowOf({ story }: Pick<RunData, 'story'>): string | null {
  return story.below?.id ?? null;
}

/** Live metrics with their heading. */
export function curvesSection(
  place: CurvePlace,
  series: readonly (readonly Sample[])[],
): Html | null {
  const curves = liveCurves(place, series);
  return curves === null
    ? null
    : html`<h3>Live metrics</h3>
        ${curves}`;
}

async function materialSection(deps: Parts, data: RunData, detail: Detail | null) {
  const tried = detail?.tried ?? null;
  const material = await stepMaterial(deps, data, { tried, below: data.story.below });
  return material === null
    ? null
    : html`<h3>Report</h3>
        ${material}`;
}

async function text(content: Html | string | null): Promise<string> {
  const made = await content;
  return made === null ? '' : made.toString();
}
