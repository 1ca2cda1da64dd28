import { printable } from '../../../../text/printable.ts';
import type { WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
import type { RepositoryName } from '../../reads/api-port.ts';
import { refusedWith } from '../../client/call-errors.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import { ACTION_SHAPE } from '../../workflow/action-ref.ts';
import type { ActionsJob } from './list-jobs.ts';
import { cut } from '../../../../text/shortened.ts';

const SETTINGS =
  'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository';
const MOST_SHOWN = 400;

/**
 * Why a workflow run may have ended before it had any job. GitHub says it on the run's page and by no call. No page of its
 * documentation tells what `startup_failure` means; that an action is not allowed is found out before there are jobs, as
 * several have found: https://github.com/JSONbored/metagraphed/pull/10252
 * https://github.com/Arbuzov/hass-broadlink-ac-mqtt/pull/71 https://github.com/vorssaint/vorssaint-utils/pull/927
 */
export function wordsForNoJob(conclusion: string | null, page: string): string {
  const said = `GitHub ended the workflow run before it had any job (${conclusion ?? 'no conclusion'}) and says why only on its page: ${page}.`;
  if (conclusion !== 'startup_failure') {
    return `${said} A wrong \`runs-on\` or \`environment\` is the usual cause.`;
  }
  return [
    said,
    'The usual causes: an action is not allowed here (an administrator adds `actions/checkout` and the mlpipelines action under Settings → Actions → General, of the repository or the organisation);',
    `actions must be pinned to a commit, and the workflow file names one by a tag (\`mlpipelines init --update --action ${ACTION_SHAPE}\`);`,
    `a wrong \`runs-on\` or \`environment\`. ${SETTINGS}#allowing-select-actions-and-reusable-workflows-to-run`,
  ].join(' ');
}

export type LostJob = Pick<ActionsJob, 'checkRun' | 'conclusion'>;

/**
 * Why a job is over and has reported nothing, as far as it is known: with GitHub's own words where it has any and may be
 * asked, and what to do about them.
 */
export async function wordsForLost(
  {
    dispatch,
    client,
  }: { readonly dispatch: WorkflowDispatch; readonly client: InstallationClient },
  why: LostJob | string,
  mayAsk: boolean,
): Promise<string> {
  if (typeof why === 'string') return why;
  const { checkRun, conclusion } = why;
  const asks = mayAsk && conclusion === 'failure';
  const said = asks ? await annotationOf(client, dispatch.order.repository, checkRun) : null;
  const over = `Its job on GitHub Actions is over (${conclusion}) and reported no outcome: `;
  if (said !== null) return `${over}${said.replace(/\.?$/, '.')}${adviceFor(said)}`;
  return `${over}the runner was lost, or the job failed before the step began. Its log on GitHub says more.`;
}

/** A failure that GitHub shows on the job, of several one that we know a way out of; null: none, or we may not see it. */
async function annotationOf(
  { octokit }: InstallationClient,
  { owner, name: repo }: RepositoryName,
  check_run_id: number,
): Promise<string | null> {
  try {
    const asked = { owner, repo, check_run_id, per_page: 100 };
    const { data } = await octokit.rest.checks.listAnnotations(asked);
    const failures = data.flatMap(({ annotation_level: level, message }) =>
      level === 'failure' && message !== null ? [oneLine(message)] : [],
    );
    return failures.find((said) => adviceFor(said) !== '') ?? failures[0] ?? null;
  } catch (error) {
    const status = refusedWith(error);
    if (status !== 403 && status !== 404) throw error;
    return null;
  }
}

/** A step can write annotations too: `::error::…`. */
function oneLine(message: string): string {
  const lines = cut(message, MOST_SHOWN).split(/\r?\n/);
  return lines.map((line) => printable(line)).join(' ');
}

/**
 * What GitHub and its runner say of actions that a job cannot have:
 * https://github.com/actions/runner/issues/1247 https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionManager.cs
 */
function adviceFor(said: string): string {
  if (/Unable to resolve action/i.test(said)) {
    return ` An action in a private repository is seen by others only where its Settings → Actions → General → Access lets them: ${SETTINGS}#allowing-access-to-components-in-a-private-repository`;
  }
  if (/must be pinned to a full-length commit SHA/i.test(said)) {
    return ` Pin it: mlpipelines init --update --action ${ACTION_SHAPE}.`;
  }
  if (/not allowed (?:in|to be used in) /i.test(said)) {
    return ` An administrator allows it under Settings → Actions → General: ${SETTINGS}#allowing-select-actions-and-reusable-workflows-to-run`;
  }
  return '';
}
