import { html } from 'hono/html';
import type { Plan, PlanStep } from '../../../domain/plan.ts';
import {
  attemptNotes,
  attemptWords,
  type AttemptView,
} from '../../../reports/words/attempt-words.ts';
import { nextTry } from '../../../reports/words/next-try.ts';
import { rowReason } from '../../../reports/words/verdict-words.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { filesAndSize } from '../../../../text/size.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import { tellingCells } from './cell-rows.ts';
import type { Detail } from '../load-detail.ts';
import { shown } from '../../../reports/html/shown.ts';
import { stepBadge } from '../pieces.ts';
import type { Shown } from '../run-head.ts';
import { githubLinks, stepLink } from '../run-links.ts';

/** The chosen step: why it stands as it does, each attempt and what came of it, what it made. */
export function stepDetail(page: Shown, detail: Detail): Html {
  const { step } = detail;
  const planned = page.data.plan.steps.find(({ id }) => id === step.id) ?? null;
  const reason = rowReason(step);
  return html`<div class="title">
      <h2 id="step">${shownKey(step.key)}</h2>
      ${stepBadge(step)}
    </div>
    ${reason === null ? '' : html`<p class="reason">${lines(reason)}</p>`} ${condition(planned)}
    ${step.cell === null ? tellingCells(page, step.id) : ''} ${attempts(page, detail, planned)}
    ${values('Metrics', metrics(detail))} ${values('Outputs', outputs(detail))}
    ${values('Artifacts', artifacts(detail))}`;
}

function lines(text: string): Html {
  return html`${text.split('\n').map((part) => html`${shown(part)}<br />`)}`;
}

function condition(planned: Plan['steps'][number] | null): Html | string {
  if (planned === null) return '';
  const { needs, if: when } = planned;
  if (needs.length === 0 && when === null) return '';
  return html`<p class="dim">
    ${needs.length === 0 ? '' : html`Needs ${needs.map((id) => shownKey(id)).join(', ')}.`}
    ${when === null ? '' : html`Runs if <code>${shown(when)}</code>.`}
  </p>`;
}

function attempts(page: Shown, { step, tried }: Detail, planned: PlanStep | null): Html | string {
  if (step.attempts.length === 0) return '';
  const items = step.attempts.map((attempt) => {
    const isShown = attempt.number === tried?.of.attempt;
    const name = `Attempt ${attempt.number}`;
    return html`<li class="a-${attempt.status}${isShown ? ' chosen' : ''}">
      ${
        isShown
          ? html`<strong>${name}</strong>`
          : html`<a href="${stepLink(page.data.view.id, step.key, attempt.number)}">${name}</a>`
      }
      ${attemptWords(attempt)} ${isShown ? jobLink(page, tried) : ''}
      ${attemptNotes(attempt).map((note) => html`<p class="message">${shown(note)}</p>`)}
      ${whatNext(attempt, step, planned)}
    </li>`;
  });
  return html`<h3>Attempts</h3>
    <ol class="attempts">
      ${items}
    </ol>`;
}

function jobLink({ data, githubUrl }: Shown, tried: NonNullable<Detail['tried']>): Html | string {
  if (tried.job === null) return '';
  const to = githubLinks(githubUrl, data.repository).job(tried.job);
  return html`<a class="quiet" href="${to}">Job on GitHub Actions</a>`;
}

function whatNext(
  attempt: AttemptView,
  step: Detail['step'],
  planned: PlanStep | null,
): Html | string {
  const wentOn = attempt.endedAt === null || attempt.status === 'succeeded';
  const isLast = step.attempts.at(-1)?.number === attempt.number;
  if (wentOn || planned === null || (isLast && step.result === null)) return '';
  return html`<p class="dim">${nextTry(attempt, step, planned)}</p>`;
}

type Pair = readonly [string, string];
/** Letters beyond which a value has a line of its own. */
const LONG = 40;

function values(title: string, pairs: readonly Pair[]): Html | string {
  if (pairs.length === 0) return '';
  return html`<h3>${title}</h3>
    <dl class="values">
      ${pairs.map(
        ([name, value]) =>
          html`<div class="${name.length + value.length > LONG ? 'long' : ''}">
            <dt>${shown(name)}</dt>
            <dd class="num">${shown(value)}</dd>
          </div>`,
      )}
    </dl>`;
}

function metrics({ step, row }: Detail): readonly Pair[] {
  return [
    ...Object.entries(step.metrics).map(([name, value]) => [name, numberText(value)] as const),
    ...Object.entries(row.facts),
  ];
}

function outputs({ step }: Detail): readonly Pair[] {
  return Object.entries(step.outputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function artifacts({ step }: Detail): readonly Pair[] {
  return Object.entries(step.artifacts).map(([name, { path, files, size }]) => [
    name,
    `${path}, ${filesAndSize(files, size)}`,
  ]);
}
