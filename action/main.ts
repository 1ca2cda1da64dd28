import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import * as core from '@actions/core';
import { createJobConsole } from './job/job-console.ts';
import { jobSummary } from './job/job-summary.ts';
import { readBootstrap } from './job/read-bootstrap.ts';
import { readSecrets } from './job/read-secrets.ts';
import { watchInterruption } from './job/watch-interruption.ts';
import { runJob, type JobEnd, type JobDeps } from './job/run-job.ts';
import { messageOf } from '../text/message-of.ts';
import { withoutTrailing } from '../text/without-trailing.ts';

/**
 * The GitHub Action: what GitHub gives a job (inputs, identity, folders, signals, summary) around `runJob`. Bundled into
 * dist/main.mjs by `npm run build:action`.
 */
const KILL_AFTER_MS = 6000;
const environment = process.env;

const jobConsole = createJobConsole(
  (text) => process.stdout.write(text),
  (text) => core.setSecret(text),
);
try {
  const end = await runJob(jobDeps());
  jobConsole.close();
  await conclude(end);
} catch (error) {
  jobConsole.close();
  core.setFailed(messageOf(error));
}
process.exit();

function jobDeps(): JobDeps {
  const temporary = environment['RUNNER_TEMP'] ?? tmpdir();
  const tools = environment['RUNNER_TOOL_CACHE'] ?? temporary;
  return {
    app: readAddress(core.getInput('app', { required: true })),
    hint: core.getInput('attempt') || null,
    secrets: readSecrets(core.getInput('secrets')),
    identify,
    bootstrap: readBootstrap(environment),
    folders: {
      work: join(temporary, `mlpipelines-${randomUUID()}`),
      environments: join(tools, 'mlpipelines-environments'),
      checkout: environment['GITHUB_WORKSPACE'] ?? process.cwd(),
    },
    variables: environment,
    console: jobConsole,
    ...listenToRunner(),
  };
}

async function identify(audience: string): Promise<string> {
  if (!environment['ACTIONS_ID_TOKEN_REQUEST_URL']) {
    throw new Error(
      'This job cannot prove who it is: .github/workflows/mlpipelines.yml lacks `permissions: id-token: write`. Run `mlpipelines init --update` and merge what it changes.',
    );
  }
  return core.getIDToken(audience);
}

// Tokens go there: in the clear only on this machine itself.
function readAddress(input: string): string {
  const address = URL.parse(input);
  const isLocal = address !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(address.hostname);
  if (
    address === null ||
    !(address.protocol === 'https:' || (isLocal && address.protocol === 'http:'))
  ) {
    throw new Error(
      `The input \`app\` must be the https address of the mlpipelines app, not ${JSON.stringify(input)}. Run \`mlpipelines init --update --app URL\`.`,
    );
  }
  return withoutTrailing(input, '/');
}

/**
 * A cancelled job gets SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
function listenToRunner(): Pick<JobDeps, 'stop' | 'kill' | 'hangUp'> {
  const stop = new AbortController();
  const kill = new AbortController();
  const hangUp = new AbortController();
  const end = () => {
    if (stop.signal.aborted) kill.abort();
    stop.abort('cancel');
    setTimeout(() => kill.abort(), KILL_AFTER_MS).unref();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Set by the machine's own start-up script (runner-provisioner/boot/user-data.sh).
  const file = environment['MLPIPELINES_INTERRUPTION_FILE'];
  if (file !== undefined && file !== '') watchInterruption(file, { stop, kill, hangUp });
  return { stop, kill, hangUp };
}

/**
 * Once the app has been told how an attempt ended, the job ends well: the app's check says what that means, and a job is
 * shown on the newest commit of its branch, where a red one of an older run or of an attempt that is tried again stood
 * against what had succeeded (https://github.com/runatlantis/atlantis/issues/2193).
 */
async function conclude(end: JobEnd): Promise<void> {
  if (end.type === 'idle') return core.notice(end.message);
  if (end.type === 'failed') return core.setFailed(end.message);
  const { claimed, outcome, told } = end;
  await writeSummary(jobSummary({ ...end, ticket: claimed.ticket, page: claimed.page }));
  if (told === 'over') {
    return core.notice(
      'The app no longer waits for this attempt: it was replaced or cancelled, or nothing was heard of it for too long. What it made is not used.',
    );
  }
  if (outcome.status === 'succeeded') return;
  const where = claimed.page === null ? '' : ` See ${claimed.page}.`;
  core.warning(`${outcome.message ?? `The step ${outcome.status}.`}${where}`);
}

async function writeSummary(text: string): Promise<void> {
  try {
    await core.summary.addRaw(text, true).write();
  } catch (error) {
    core.warning(`The job's summary cannot be written: ${String(error)}`);
  }
}
