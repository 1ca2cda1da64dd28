import { html } from 'hono/html';
import type { CheckRun } from '../../github/state/checks.ts';
import type { Repository } from '../../github/state/repository.ts';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';
import { stateMark, stateWord } from './marks.ts';
import { lengthOf } from './when.ts';

/** The checks of a commit as GitHub lists them: of each App's checks of one name the newest. */
export function checksOf(repository: Repository, sha: string): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns.values())
    if (run.suite.headSha === sha) latest.set(`${run.suite.app.id} ${run.name}`, run);
  return [...latest.values()];
}

/** Where a check is shown: Actions shows its jobs, other Apps' checks have a page. */
function checkLink(visit: RepositoryVisit, run: CheckRun): string {
  const { github, repository, base } = visit;
  const job = [...repository.jobs.values()].find(({ checkRun }) => checkRun === run);
  return run.suite.app === github.world.actionsApp && job !== undefined
    ? `${base}/actions/runs/${job.run.id}/job/${job.id}`
    : `${base}/runs/${run.id}`;
}

export function checkList(
  visit: RepositoryVisit,
  runs: readonly CheckRun[],
  shown?: CheckRun,
): Html {
  const required = new Set(
    [...visit.repository.protections.values()].flatMap(({ checks }) => checks),
  );
  return html`<ul class="checks">
    ${runs.map(
      (run) =>
        html`<li>
          <a href="${checkLink(visit, run)}" ${run === shown ? html` aria-current="page"` : ''}
            >${stateMark(run)} <strong>${run.name}</strong></a
          >
          <span class="muted">${run.title ?? stateWord(run)}</span>${
            required.has(run.name) ? html` <span class="tag">required</span>` : ''
          }
        </li>`,
    )}
  </ul>`;
}

/** All checks of a commit in one sentence, as above GitHub's merge button. */
export function checksSentence(runs: readonly CheckRun[]): string {
  if (runs.length === 0) return 'No checks yet';
  const live = runs.filter(({ status }) => status !== 'completed').length;
  const bad = runs.filter(({ conclusion }) => conclusion !== null && !FINE.has(conclusion)).length;
  if (bad > 0) return 'Some checks were not successful';
  return live > 0 ? 'Some checks have not finished yet' : 'All checks have passed';
}

const FINE: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

/** How long a check took, or takes so far. */
export function checkTime({ startedAt, completedAt }: CheckRun, now: number): string | null {
  return startedAt === null ? null : lengthOf((completedAt ?? now) - startedAt);
}
