import { html } from 'hono/html';
import { storyNotes } from '../../../reports/check/failure-sections.ts';
import { planLine } from '../../../reports/view/plan-line.ts';
import { attemptCause } from '../../../reports/words/attempt-words.ts';
import { failedSteps } from '../../../reports/words/failed-steps.ts';
import { count, shownKey, stepWords } from '../../../reports/words/step-words.ts';
import { gateReason } from '../../../reports/words/verdict-words.ts';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { githubLinks, stepLink, type SourcePlace } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';

const MOST = 5;

/** What failed, each once: the cause, the lines of the repository, and where its log is. */
export function troubles(page: Shown): Html | string {
  const all = toldFailures(page.data);
  if (all.length === 0) return '';
  const more = countingFailures(page.data).length - all.length;
  return html`<ul class="troubles">
    ${all.map((step) => trouble(page, step))}
    ${more > 0 ? html`<li>… and ${count(more, 'more failure')}, listed below</li>` : ''}
  </ul>`;
}

/** The failures whose story stands at the top of the page, so that it need not be told again further down. */
export function toldFailures(data: RunData): readonly StepView[] {
  return countingFailures(data).slice(0, MOST);
}

/** Those that the run did not ask to be tolerated. */
function countingFailures({ view, plan }: RunData): readonly StepView[] {
  const tolerated = new Set(plan.steps.flatMap((step) => (step.continueOnError ? [step.id] : [])));
  return failedSteps(view.steps).filter(({ id }) => !tolerated.has(id));
}

function trouble(page: Shown, step: StepView): Html {
  const { view } = page.data;
  const link = html`<a href="${stepLink(view.id, step.key)}">${shownKey(step.key)}</a>`;
  const places = placesOf(page.data, step).map((place) => sourceLink(page, place));
  if (step.result === 'rejected') {
    const failed = step.gates.filter(({ verdict }) => verdict === 'fail');
    const by = failed.length === 0 ? '' : ` by ${failed.length === 1 ? 'its gate' : 'its gates'}`;
    const names = failed.map(({ id }) => shown(id)).join(', ');
    return html`<li>
      ${link} was rejected${by} <strong>${names}</strong>. ${places}
      ${failed.map((gate) => html`<p>${shown(`${gate.id}: ${gateReason(gate)}`)}</p>`)}
    </li>`;
  }
  const last = step.attempts.at(-1);
  const cause = last === undefined ? null : attemptCause(last);
  const notes = storyNotes(step);
  return html`<li>
    ${link} ${stepWords(step).word}${cause === null ? '' : html` (${cause})`}. ${places}
    ${notes.map((note) => html`<p>${shown(note)}</p>`)}
  </li>`;
}

/** The line that a traceback names, then where the pipeline file says what the step is to do. */
function placesOf({ story, plan }: RunData, step: StepView): readonly SourcePlace[] {
  const source = story.sources.get(step.key);
  const gate = step.gates.find(({ verdict }) => verdict === 'fail');
  const written = { path: plan.file, line: planLine(plan, step.id, gate?.id) };
  return [...(source === undefined ? [] : [source]), written];
}

function sourceLink({ data, githubUrl }: Shown, place: SourcePlace): Html {
  const text = shown(`${place.path}:${place.line}`);
  const { sha } = data.view;
  if (sha === null) return html`<code>${text}</code> `;
  const to = githubLinks(githubUrl, data.repository).line(sha, place);
  return html`<a class="mono" href="${to}">${text}</a> `;
}
