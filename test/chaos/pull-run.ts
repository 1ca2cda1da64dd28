import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
  untrustedWorkflowFile,
  workflowFile,
} from '../../app/github/workflow/workflow-file.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { ACTION } from '../loopback/published-action.ts';
import type { Chaos } from './open-chaos.ts';
import { shownState } from './final-state.ts';
import { until } from './until.ts';

export const OWNER = 'maintainer';

/** A repository whose pipeline runs for pull requests, with the App installed. */
export async function seedRepository(
  world: Chaos,
  name: string,
  text = pipeline,
): Promise<SeededRepository> {
  const repository = await plant(world, name, text);
  world.app.install([repository]);
  await quiet(world);
  return repository;
}

/** A repository with a pipeline file, made of the file that steps write to, and without the App. */
export async function plant(
  world: Chaos,
  name: string,
  text: (ledger: string) => string,
): Promise<SeededRepository> {
  const { github, config } = world;
  const repository = github.repository(`acme/${name}`, { collaborators: { [OWNER]: 'admin' } });
  const service = { actionRef: ACTION, app: config.url };
  await repository.commit({
    by: OWNER,
    files: {
      [WORKFLOW_PATH]: workflowFile({ secrets: [], ...service }),
      [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(service),
      '.mlpipelines/train.yml': text(ledgerOf(world, repository)),
    },
  });
  return repository.protect('main');
}

/** Waits until the App has asked GitHub nothing for a while. */
async function quiet({ github }: Chaos): Promise<void> {
  for (let before = -1; before !== github.requests().list().length;) {
    before = github.requests().list().length;
    await sleep(300);
  }
}

/** As `pipeline`, but its first step waits for a file named as what steps write to and `.go`. */
export function waitingPipeline(ledger: string): string {
  const wait = `until [ -e ${ledger}.go ]; do sleep 0.1; done`;
  return pipeline(ledger).replace('&& echo 6 > rows', `&& ${wait} && echo 6 > rows`);
}

/** Two steps, of which the second gets what the first made, fails at first and is judged by a gate. */
function pipeline(ledger: string): string {
  return `name: train
on: { pull_request: {} }
steps:
  prepare:
    run: echo prepare >> ${ledger} && echo 6 > rows
    outputs: { rows: { type: file, path: rows } }
  train:
    inputs: { rows: prepare.rows }
    run: |
      echo train >> ${ledger}
      [ $(grep -c train ${ledger}) = 1 ] && exit 75
      echo "{\\"rows\\": $(cat rows)}" > metrics.json
    retry: { exit-code: { 75: 1 }, backoff: none }
    metrics: metrics.json
    gates: { rows: { metric: rows, op: ">=", value: 6 } }
`;
}

/** What its steps write when none runs twice. */
export const RAN = ['prepare', 'train', 'train'];

/** What steps wrote outside of their workspaces: a line each time that one ran. */
export function ran(world: Chaos, repository: SeededRepository): readonly string[] {
  const ledger = ledgerOf(world, repository);
  return existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n').sort() : [];
}

/** What `waitingPipeline` waits for. */
export function letGo(world: Chaos, repository: SeededRepository): void {
  writeFileSync(`${ledgerOf(world, repository)}.go`, '');
}

function ledgerOf({ folder }: Chaos, { record }: SeededRepository): string {
  return join(folder, `${record.name}.ran`);
}

/** Pushes a branch and opens a pull request once the App has heard of the push; gives its number. */
export async function openPull(world: Chaos, repository: SeededRepository): Promise<number> {
  await repository.commit({ branch: 'change', by: OWNER, files: { 'note.txt': 'a change\n' } });
  const isHeard = () =>
    world.isUp() &&
    shownState(repository).checks.some((check) => check.includes('Waits for its pull request'));
  await until(world, 'the push is heard', () => isHeard());
  // Whoever kills the App at that moment has done so by now.
  await sleep(100);
  await until(world, 'the App is back', () => isHeard());
  return world.github.user(OWNER).openPull(repository, { head: 'change' });
}

/** Everything that GitHub shows of the pull request's run is said for the last time. */
export function isOver(repository: SeededRepository): boolean {
  const { checks, comments } = shownState(repository);
  return (
    checks.length === 2 &&
    checks.every((check) => check.includes('| completed | success |')) &&
    checks.every((check) => check.includes('succeeded')) &&
    comments.some((comment) => comment.includes('2/2')) &&
    repository.runs().every(({ status }) => status === 'completed')
  );
}
