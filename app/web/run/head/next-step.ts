import { html } from 'hono/html';
import { headOf } from '../../../reports/report/report-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Tone } from '../../../reports/layout/line.ts';
import { judgedGates } from '../../../reports/words/verdict-words.ts';
import type { Html } from '../../frame/document.ts';
import { githubLinks } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';
import { toldFailures } from './troubles.ts';

/** What to do about a run that is over, in one sentence; nothing where that is for nobody to say. */
export function nextStep(page: Shown): Html | string {
  const sentence = sentenceOf(page);
  return sentence === null ? '' : html`<p class="next"><strong>Next:</strong> ${sentence}</p>`;
}

function sentenceOf(page: Shown): Html | string | null {
  const { data } = page;
  const isTold = toldFailures(data).length > 0;
  switch (data.view.status) {
    case 'failed':
      return isTold ? 'push a fix; or, where the failure may pass by itself, Re-run failed.' : null;
    case 'rejected':
      return isTold ? 'push a change that its gates accept.' : null;
    case 'succeeded':
      return afterSuccess(page);
    default:
      return null;
  }
}

/** Of a pull request, by no more than the report claims. */
function afterSuccess({ data, githubUrl }: Shown): Html | null {
  const { header, repository, story, view } = data;
  const number = header.hosted?.pull;
  const head = story.report === null ? null : headOf(story.report);
  if (number == null || head === null) return null;
  const [first] = head.standings;
  // Two numbers that were measured in two ways advise nothing.
  if (first === undefined || first.otherwise !== null) return null;
  const to = githubLinks(githubUrl, repository).pull(number);
  return advice(html`<a href="${to}">#${number}</a>`, {
    mark: first.mark,
    metric: shown(head.metric),
    gate: notPassed(view),
  });
}

function notPassed(view: Shown['data']['view']): string | null {
  return judgedGates(view).find(({ gate }) => gate.verdict !== 'pass')?.gate.id ?? null;
}

type Found = {
  readonly mark: Tone;
  readonly metric: string;
  /** One that did not pass; null: all did. */
  readonly gate: string | null;
};

function advice(pull: Html, { mark, metric, gate }: Found): Html {
  switch (mark) {
    case 'good':
      return gate === null
        ? html`review ${pull}; nothing that is measured here speaks against it.`
        : html`review ${pull}, and look at the gate ${shown(gate)} first.`;
    case 'warn':
      return html`look at what got worse before ${pull} is merged.`;
    case 'bad':
      return html`push a change that does not make ${metric} worse, or say in ${pull} why it is
      worth it.`;
    default:
      return html`decide on ${pull} for other reasons: no difference in ${metric} can be told from
      noise.`;
  }
}
