import { html } from 'hono/html';
import { count } from '../../reports/words/step-words.ts';
import { judgedGates } from '../../reports/words/verdict-words.ts';
import type { Html } from '../frame/document.ts';
import type { Section } from './page-sections.ts';
import type { RunData } from './load-run.ts';

type Sections = Readonly<Record<Exclude<Section, 'contents'>, string>>;

/** Where on the page what stands, for a long one: each part that is there leads to its place. */
export function contents({ view, story }: RunData, sections: Sections): Html {
  const metrics = story.report?.metrics.length ?? 0;
  const gates = judgedGates(view).length;
  const steps = view.steps.filter(({ cell }) => cell === null).length;
  const links = [
    { to: 'evaluation', text: evaluated(metrics, gates), isThere: sections.evaluation !== '' },
    { to: 'graph', text: 'Graph', isThere: sections.graph !== '' },
    { to: 'steps-title', text: count(steps, 'step'), isThere: true },
    { to: 'step', text: 'Log and plots', isThere: sections.detail !== '' },
    { to: 'sweep', text: 'Sweep', isThere: sections.sweep !== '' },
    { to: 'more', text: 'Params and more', isThere: sections.more !== '' },
  ];
  return html`<nav class="contents" aria-label="On this page">
    ${links.map(({ to, text, isThere }) => (isThere ? html`<a href="#${to}">${text}</a> ` : ''))}
  </nav>`;
}

function evaluated(metrics: number, gates: number): string {
  const parts = [
    ...(metrics === 0 ? [] : [count(metrics, 'metric')]),
    ...(gates === 0 ? [] : [count(gates, 'gate')]),
  ];
  return parts.length === 0 ? 'Metrics' : parts.join(', ');
}
