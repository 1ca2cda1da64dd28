import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { WORKFLOW_PATH, workflowFile } from '../../app/github/workflow/workflow-file.ts';
import type { Clock } from '../../app/runtime/ports/clock.ts';
import { startServer } from '../../app/server/start-server.ts';
import { openActions } from '../doubles/actions/open-actions.ts';
import { VirtualClock } from '../doubles/github/clock.ts';
import { openGitHub, type GitHub } from '../doubles/github/open-github.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { appSeed, configOf, freePort } from '../loopback/open-loopback.ts';
import { ACTION } from '../loopback/published-action.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { playSteps } from './play-step.ts';
import { whenQuiet } from './when-quiet.ts';

/** The whole App, GitHub and its Actions in this process, where hours pass in seconds. */
export type TimeLapse = {
  readonly github: GitHub;
  readonly repository: SeededRepository;
  /** `<sha> <name of the job>` of what is to fail. */
  readonly failing: Set<string>;
  /** Lets time pass until something holds, and fails when it does not for `atMostMs`. */
  readonly until: (holds: () => boolean, atMostMs: number) => Promise<void>;
  readonly pass: (ms: number) => Promise<void>;
};

export const WRITER = 'ada';
/** The shortest time that news waits for company. */
const TICK_MS = 10_000;
/** More machines than anybody waits for: nothing is spread over hours by their lack. */
const MACHINES = 1000;

/** Opens them with a repository of one pipeline file, whose steps measure this. */
export async function openTimeLapse(
  pipeline: string,
  metrics: Readonly<Record<string, number>> = {},
): Promise<TimeLapse> {
  // Whoever asks GitHub who the App is, signs with the time of this machine.
  const clock = new VirtualClock(Date.now());
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const failing = new Set<string>();
  const jobs = playSteps({
    app: url,
    fails: (sha, name) => failing.has(`${sha} ${name}`),
    metrics,
  });
  const actions = await openActions({ clock, hostedSlots: MACHINES, jobs });
  const github = await openGitHub({ clock, backend: actions.backend });
  const app = github.app(appSeed(url));
  const troubles: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void troubles.push(line) });
  const config = configOf({ github, actions, app, folder: freshFolder(), port, served: null });
  const server = await startServer(config, { log, clock: awake(clock) });
  onTestFinished(async () => {
    await server.close();
    await actions.close();
    await github.close();
    expect(github.problems()).toEqual([]);
    expect(troubles).toEqual([]);
  });
  const repository = github.repository('acme/churn', { collaborators: { [WRITER]: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: url });
  const files = { [WORKFLOW_PATH]: workflow, '.mlpipelines/churn.yml': pipeline };
  await repository.commit({ files });
  app.install([repository]);
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      await whenQuiet();
      clock.advance(TICK_MS);
    }
    await whenQuiet();
  };
  const until = async (holds: () => boolean, atMostMs: number) => {
    for (let passed = 0; !holds() && passed < atMostMs; passed += TICK_MS) await pass(TICK_MS);
    expect(holds()).toBe(true);
  };
  await pass(TICK_MS);
  github.log.clear();
  return { github, repository, failing, pass, until };
}

/** Who wants to sleep for no time at all goes on, though no time passes. */
function awake(clock: VirtualClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) =>
      ms > 0 ? clock.sleep(ms, signal) : new Promise((resolve) => setImmediate(resolve)),
  };
}
