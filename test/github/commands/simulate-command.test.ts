import { expect, test } from 'vitest';
import { aPlan, anApproval, aRequest, aStep } from '../../support/build-plan.ts';
import { ADA, HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation, type Given } from './open-conversation.ts';

const PLAN = aPlan([aStep('deploy', { approval: anApproval({ count: 2 }) })]);

async function waiting(given: Given = {}) {
  const opened = await openConversation(given);
  const { runtime, until } = opened;
  const allotted = await runtime.allot(PLACE.repository.id);
  const { id } = await runtime.start(PLAN, aRequest({ ...allotted, sha: HEAD, hosted: PLACE }));
  await until(id, ({ status }) => status === 'waiting');
  return opened;
}

test('whoever could approve is told apart from whoever could not, with why, and nothing is done', async () => {
  const { ask, store, runs } = await waiting();
  expect(await ask('/mlp simulate cat')).toBe(
    [
      '`cat`, as things stand now:',
      '- `deploy` of churn #1: they could approve it; it takes 2, and 0 are given. They could reject it.',
      '- GitHub says `write`: of the commands they may give help, status, plan, run, retrain, rerun, cancel, hold, ok, logs, approve, reject, budget, promote, rollback, freeze, unfreeze, audit, simulate, schedule, override.',
    ].join('\n'),
  );
  expect(await ask('/mlp simulate @ada #1')).toContain(
    'they could not approve it: `ada` had a hand in this change, and whoever has does not approve it; someone else must. They could reject it.',
  );
  const [run] = await runs();
  expect((await store.runs.load(run?.id ?? ''))?.steps[0]?.approvals).toEqual([]);
});

test('it says by the same law what it would refuse', async () => {
  const { ask } = await waiting({ permissions: { cat: 'read' } });
  const said = await ask('/mlp simulate cat #1', ADA);
  expect(said).toContain('they could not approve it: `cat` may not write to this repository.');
  expect(said).toContain('They could not reject it: `cat` may not write to this repository.');
  expect(said).toContain(
    'GitHub says `read`: of the commands they may give help, status, plan, logs, audit.',
  );
});

test('whose rights, and of which run, has to be said in a way that can be understood', async () => {
  const { ask } = await waiting();
  expect(await ask('/mlp simulate')).toBe(
    'Name whose rights you want to see: `/mlp simulate octocat #12`.',
  );
  expect(await ask('/mlp simulate nobody')).toBe('GitHub knows nobody called `nobody`.');
  expect(await ask('/mlp simulate cat #9')).toBe('There is no run `#9` here.');
  expect(await ask('/mlp simulate cat #x')).toContain('is not a number of a run');
});
