import { html } from 'hono/html';
import type { Html } from '../frame/document.ts';
import type { Sample } from '../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { decisions } from './decisions.ts';
import { flipsSection } from './flips-section.ts';
import { gatesTable } from './gates-table.ts';
import { drawGraph } from './graph/draw-graph.ts';
import type { Section } from './live/update-event.ts';
import type { Detail, Tried } from './load-detail.ts';
import type { RunData } from './load-run.ts';
import { metricsTable } from './metrics-section.ts';
import { card } from './pieces.ts';
import { models, params } from './run-extras.ts';
import { runHead, type Shown } from './run-head.ts';
import { stepCurves } from './plots/step-curves.ts';
import { gpuUse } from './steps/gpu-use.ts';
import { stepDetail } from './steps/step-detail.ts';
import { stepLog } from './steps/step-log.ts';
import { stepMaterial } from './steps/step-material.ts';
import { stepsTable } from './steps/steps-table.ts';

/** A step that no attempt was made at. */
const NOT_TRIED: Pick<Tried, 'usage' | 'series'> = { usage: [], series: [] };

type Parts = Pick<PagesDeps, 'githubUrl' | 'clock' | 'blobs' | 'store' | 'warn'>;

/** Every part as markup; an empty text where there is nothing to show. */
export async function runSections(
  deps: Parts,
  data: RunData,
  detail: Detail | null,
): Promise<Readonly<Record<Section, string>>> {
  const page: Shown = { data, githubUrl: deps.githubUrl, now: deps.clock.now() };
  const chosen = detail?.step.key ?? null;
  const { usage, series } = detail?.tried ?? NOT_TRIED;
  return {
    head: await text(runHead(page)),
    graph: await text(drawGraph(data, chosen)),
    steps: await text(stepsTable(page, chosen)),
    detail: detail === null ? '' : await text(stepDetail(page, detail)),
    machine: await text(gpuUse(usage, page.now)),
    curves: await text(curvesSection(series)),
    log: detail === null ? '' : await text(logSection(page, detail)),
    material: await text(await materialSection(deps, data, detail)),
    report: await reports(deps, data),
  };
}

async function reports({ store }: Parts, data: RunData): Promise<string> {
  const inCard = (title: string, content: Html | null) => text(card(title, content));
  const cards = [
    inCard('Gates', gatesTable(data)),
    inCard('Metrics', metricsTable(data)),
    inCard('Examples that changed', await flipsSection(store, data.view.id)),
    inCard('Approvals', decisions(data)),
    inCard('Models', models(data)),
    inCard('Params', params(data)),
  ];
  return (await Promise.all(cards)).join('');
}

/** Live metrics with their heading. */
export function curvesSection(series: readonly (readonly Sample[])[]): Html | null {
  const curves = stepCurves(series);
  return curves === null
    ? null
    : html`<h3>Live metrics</h3>
        ${curves}`;
}

function logSection(page: Shown, detail: Detail): Html | null {
  const log = stepLog(page, detail);
  return log === null
    ? null
    : html`<h3>Output</h3>
        ${log}`;
}

async function materialSection(deps: Parts, { plan }: RunData, detail: Detail | null) {
  const material = await stepMaterial(deps, plan, detail?.tried ?? null);
  return material === null
    ? null
    : html`<h3>Report</h3>
        ${material}`;
}

async function text(content: Html | string | null): Promise<string> {
  const made = await content;
  return made === null ? '' : made.toString();
}
