import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withOverrides } from '../../../../app/github/publish/aggregate/with-overrides.ts';
import type { PipelineState } from '../../../../app/reports/check/pipeline-summary.ts';
import type { Store } from '../../../../app/runtime/ports/store.ts';
import { openStore } from '../../../../app/store/open-store.ts';
import { freshFolder } from '../../../support/fresh-folder.ts';
import { aPlace } from '../../../support/hosted.ts';

const { repository } = aPlace(7);
const run = (pipeline: string, status: string): PipelineState =>
  ({ type: 'run', view: { pipeline, status, number: 1, attempt: 1 } }) as PipelineState;
const refused: PipelineState = { type: 'refused', pipeline: 'churn', reason: 'no such step' };

let store: Store;
let commits = 0;
beforeAll(async () => {
  store = await openStore({ sqliteFile: join(freshFolder(), 'state.db') });
});
afterAll(() => store.close());

/** What is shown of a commit of which somebody overrode these pipelines, each for a branch. */
async function shown(
  states: readonly PipelineState[],
  overridden: readonly (readonly [string, string])[],
  bases: readonly string[] = ['main'],
) {
  commits += 1;
  const sha = `${commits}`.padStart(40, '0');
  for (const [pipeline, base] of overridden) {
    const said = { by: 'bob', byId: 4, reason: 'data of May', at: 1 };
    const override = { repository: repository.id, sha, pipeline, base, ...said };
    await store.commit([{ type: 'override.add', override }]);
  }
  return withOverrides({ store }, { type: 'aggregate', repository, sha }, { states, bases });
}

const WORD = { type: 'overridden', pipeline: 'churn', by: 'bob', reason: 'data of May' };
const CHURN = [['churn', 'main']] as const;

test('what is over is shown as what somebody answers for, and others as they are', async () => {
  const other = run('ltv', 'failed');
  expect(await shown([run('churn', 'failed'), other], CHURN)).toEqual([other, WORD]);
  for (const status of ['rejected', 'cancelled', 'succeeded']) {
    expect(await shown([run('churn', status)], CHURN)).toEqual([WORD]);
  }
  expect(await shown([refused, run('churn', 'failed')], CHURN)).toEqual([WORD]);
});

test('what is under way, must not run yet or is not there cannot be answered for', async () => {
  const held: PipelineState = { type: 'held', pipeline: 'churn', reason: 'a fork', sha: 'a' };
  const open = ['queued', 'running', 'waiting'].map((status) => run('churn', status));
  for (const state of [...open, held]) {
    expect(await shown([state], CHURN)).toEqual([state]);
    expect(await shown([refused, state], CHURN)).toEqual([refused, state]);
  }
  const broken: PipelineState = { type: 'broken', file: 'a.yml', problems: 1 };
  expect(await shown([broken], CHURN)).toEqual([broken]);
  expect(await shown([], CHURN)).toEqual([]);
});

test('somebody has to answer for each branch that it is to be merged into', async () => {
  const failed = [run('churn', 'failed')];
  expect(await shown(failed, CHURN, ['main', 'dev'])).toEqual(failed);
  expect(await shown(failed, [['churn', 'dev']])).toEqual(failed);
  expect(await shown(failed, [...CHURN, ['ltv', 'dev']], ['main', 'dev'])).toEqual(failed);
  const both = await shown(failed, [...CHURN, ['churn', 'dev']], ['main', 'dev']);
  expect(both[0]).toEqual(WORD);
});
