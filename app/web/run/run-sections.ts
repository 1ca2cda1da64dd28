import { html } from 'hono/html';
import type { Html } from '../frame/document.ts';
import type { Sample } from '../../runtime/ports/attempts.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { evaluation } from './evaluation/evaluation.ts';
import { flipsSection } from './flips-section.ts';
import { contents } from './contents.ts';
import { drawGraph } from './graph/draw-graph.ts';
import { actions } from './head/actions.ts';
import { approvalBar } from './head/approval-bar.ts';
import { decisions } from './head/decisions.ts';
import { models, params } from './head/run-extras.ts';
import { runHead } from './head/run-head.ts';
import { tiles } from './head/tiles.ts';
import type { Section } from './page-sections.ts';
import type { Choice, Detail } from './load-detail.ts';
import type { RunData } from './load-run.ts';
import { stepLog } from './log/step-log.ts';
import { card } from './pieces.ts';
import { liveCurves, type CurvePlace } from './plots/live-curves.ts';
import type { Shown } from './shown-run.ts';
import { gpuUse } from './steps/gpu-use.ts';
import { stepAttempts } from './steps/step-attempts.ts';
import { stepMaterials } from './steps/step-inputs.ts';
import { whyWords } from './steps/why-words.ts';
import { stepDetail } from './steps/step-detail.ts';
import { stepMaterial } from './steps/step-material.ts';
import { stepsTable } from './steps/steps-table.ts';
import { sweeps } from './sweep/sweeps.ts';

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
  const sections = {
    head: await text(runHead(page)),
    tiles: await text(tiles(page)),
    actions: await text(actions(data)),
    approval: await text(approvalBar(data)),
    evaluation: await text(evaluation(data)),
    graph: await text(drawGraph(data, chosen)),
    steps: await text(stepsTable(page, chosen)),
    ...(detail === null ? NOTHING_CHOSEN : await ofChosen(deps, page, { detail, choice })),
    sweep: await text(sweeps(data)),
    more: await more(deps, data),
  };
  return { ...sections, contents: await text(contents(data, sections)) };
}

const NOTHING_CHOSEN = {
  detail: '',
  log: '',
  curves: '',
  machine: '',
  material: '',
  attempts: '',
  inputs: '',
  why: '',
} satisfies Partial<Record<Section, string>>;

/** What is shown of one step. */
async function ofChosen(
  deps: Parts,
  page: Shown,
  { detail, choice }: { readonly detail: Detail; readonly choice: Choice },
): Promise<Readonly<Record<keyof typeof NOTHING_CHOSEN, string>>> {
  const { data } = page;
  const { tried, step } = detail;
  const planned = data.plan.steps.find(({ id }) => id === step.id) ?? null;
  const material = await stepMaterial(deps, data, { tried, below: data.story.below });
  return {
    detail: await text(stepDetail(page, detail)),
    log: await text(stepLog(page, detail, choice)),
    curves:
      tried === null
        ? ''
        : await text(curvesSection({ of: tried.of, vs: belowOf(data) }, tried.series)),
    machine: tried === null ? '' : await text(gpuUse(tried.usage, page.now)),
    material: material === null ? '' : await text(titled('Plots and summary', material)),
    attempts: await text(stepAttempts(page, detail, planned)),
    inputs: await text(stepMaterials(page, detail, planned)),
    why: await text(whyWords(page, detail, planned)),
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
  return curves === null ? null : titled('Live metrics', curves);
}

function titled(title: string, content: Html): Html {
  return html`<h3>${title}</h3>
    ${content}`;
}

async function text(content: Html | string | null): Promise<string> {
  const made = await content;
  return made === null ? '' : made.toString();
}
