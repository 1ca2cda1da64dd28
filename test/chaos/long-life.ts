import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { until } from './until.ts';
import type { Chaos } from './open-chaos.ts';
import { OWNER, plant, ran } from './pull-run.ts';

/** A step that another one feeds, that fails where a file says so, but only once, and that waits to be cancelled if asked. */
function pipeline(ledger: string): string {
  return `name: train
on: { pull_request: {}, command: [retrain] }
params: { wait: { type: boolean, default: false } }
steps:
  prepare:
    files: []
    run: echo prepare >> ${ledger} && echo 6 > rows
    outputs: { rows: { type: file, path: rows } }
  train:
    inputs: { rows: prepare.rows }
    run: |
      echo train >> ${ledger}
      while \${{ params.wait }}; do echo waits; sleep 0.2; done
      if [ -e broken ] && mkdir ${ledger}.broken 2> /dev/null; then exit 1; fi
      cp rows model
    outputs: { model: { type: file, path: model } }
`;
}

/** What its steps write when none runs twice that need not. */
export const LONG_LIFE = ['prepare', 'train', 'train', 'train', 'train'];

type Met = { readonly event: string; readonly action?: string };

/**
 * All events of a long life in which the App takes an interest, each once. Those of one list belong to different chapters:
 * what disturbs them disturbs one after the other.
 */
export const EVENTS: readonly (readonly Met[])[] = [
  [
    { event: 'push' },
    { event: 'check_run', action: 'requested_action' },
    { event: 'workflow_run', action: 'completed' },
  ],
  [
    { event: 'pull_request', action: 'opened' },
    { event: 'issue_comment', action: 'created' },
    { event: 'workflow_job', action: 'completed' },
  ],
  [
    { event: 'installation', action: 'created' },
    { event: 'pull_request', action: 'synchronize' },
    { event: 'pull_request', action: 'closed' },
  ],
];

const CHECK = 'mlpipelines: train';

/**
 * Installation, push, pull request, a further push that fails, its button "Re-run failed", `/retrain`, and the pull request
 * is closed while that runs. Each waits for what the one before leads to.
 */
export async function liveLong(
  world: Chaos,
  name: string,
  installation: number,
): Promise<SeededRepository> {
  const { github, app } = world;
  const repository = await plant(world, name, pipeline);
  const person = github.user(OWNER);
  app.install([repository], OWNER, installation);
  await repository.commit({ branch: 'change', by: OWNER, files: { 'note.txt': 'a change\n' } });
  const pull = await person.openPull(repository, { head: 'change' });
  const checks = () => repository.checkRuns().filter((check) => check.name === CHECK);
  const comes = (what: string, ...conclusions: string[]) =>
    until(world, `${name}: ${what}`, () => {
      const shown = checks().map(({ conclusion }) => conclusion ?? 'none');
      return shown.join() === conclusions.join();
    });
  await comes('the first run succeeds', 'success');
  await repository.commit({ branch: 'change', by: OWNER, files: { broken: 'yes\n' } });
  await comes('the second run fails', 'success', 'failure');
  const failed = checks().find(({ conclusion }) => conclusion === 'failure');
  person.press(repository, failed?.id ?? 0, 'rerun-failed');
  await comes('its rerun succeeds', 'success', 'failure', 'success');
  person.comment(repository, pull, '/retrain wait=true');
  await comes('another run begins', 'success', 'failure', 'success', 'none');
  await until(world, 'its step runs', () => ran(world, repository).length === LONG_LIFE.length);
  await person.setState(repository, pull, 'closed');
  await comes('it is cancelled', 'success', 'failure', 'success', 'cancelled');
  return repository;
}
