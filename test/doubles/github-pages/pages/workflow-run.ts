import { html } from 'hono/html';
import type { Job, WorkflowRun } from '../../github/state/runs.ts';
import type { Html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { stateMark, stateWord } from '../parts/marks.ts';
import { page } from '../parts/page.ts';
import { lengthOf, when } from '../parts/when.ts';
import type { RepositoryVisit } from '../visit.ts';

/** A workflow run: its jobs, their steps and logs; `jobId` is the one that was asked for. */
export function workflowRunPage(
  visit: RepositoryVisit,
  run: WorkflowRun,
  jobId: number | null,
): Promise<Response> {
  const { seeded, base, github } = visit;
  const now = github.world.clock.now();
  const jobs = seeded.jobs(run.id);
  const body = html`<div class="head">
      <h1>${stateMark(run)} ${run.displayTitle}</h1>
      <p class="muted">
        ${run.workflow.name} #${run.runNumber}: ${stateWord(run)}, for ${run.actor.account.login} on
        <code>${run.headBranch}</code> at
        <a href="${base}/commit/${run.headSha}"><code>${run.headSha.slice(0, 7)}</code></a
        >, ${when(run.createdAt, now)}
      </p>
    </div>
    <div class="stack">
      ${jobs.length === 0 ? html`<p class="card pad muted">No jobs yet.</p>` : ''}${jobs.map(
        (job) => jobBox(visit, job, isShown(job, jobs, jobId)),
      )}
    </div>`;
  return page(visit, { title: run.displayTitle, of: visit, crumb: `Run ${run.runNumber}`, body });
}

const FEW = 3;

function isShown(job: Job, jobs: readonly Job[], asked: number | null): boolean {
  if (asked !== null) return job.id === asked;
  return jobs.length <= FEW || job.conclusion === 'failure';
}

function jobBox({ base, github }: RepositoryVisit, job: Job, isOpen: boolean): Html {
  const { startedAt, completedAt } = job;
  const now = github.world.clock.now();
  const time = startedAt === null ? '' : lengthOf((completedAt ?? now) - startedAt);
  return html`<details class="card job" id="job-${job.id}" ${isOpen ? html` open` : ''}>
    <summary>
      ${stateMark(job)} <strong>${job.name}</strong>
      <span class="muted"
        >${stateWord(job)} ${time}${job.runner === null ? '' : ` on ${job.runner.name}`}</span
      >
    </summary>
    <ol class="steps">
      ${job.steps.map((step) => html`<li>${stateMark(step)} ${step.name}</li>`)}
    </ol>
    <pre class="log" tabindex="0" data-follow aria-label="Log of ${job.name}">
${shownLog(job.log)}</pre>
    <p class="pad foot"><a href="${base}/actions/jobs/${job.id}/logs.txt">The whole log</a></p>
    ${job.summary === '' ? '' : html`<div class="pad line">${renderMarkdown(job.summary)}</div>`}
  </details>`;
}

const SHOWN_LINES = 400;

/** The end of a log, without colours and the times that GitHub hides too. */
function shownLog(log: string): string {
  const lines = log.replace(/\n$/, '').split('\n');
  const left = lines.length - SHOWN_LINES;
  const shown = lines
    .slice(-SHOWN_LINES)
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    .map((line) => line.replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '').replace(/^\d{4}-\S+Z /, ''));
  return (
    (left > 0 ? [`(${left} lines before)`, ...shown] : shown).join('\n') || 'Nothing logged yet.'
  );
}
