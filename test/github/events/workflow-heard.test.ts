import webhooksExamples from '@octokit/webhooks-examples' with { type: 'json' };
import { expect, test } from 'vitest';
import { handleWorkflow } from '../../../app/github/events/handle-workflow.ts';
import { trimPayload } from '../../../app/github/inbox/trim-payload.ts';
import type { Over } from '../../../app/github/dispatch/actions-host.ts';
import type { IngressDeps } from '../../../app/github/ingress-deps.ts';
import type { JsonMap } from '../../../app/domain/json.ts';

// It is a CommonJS module whose types say that it has a default export.
const examples = webhooksExamples as unknown as typeof webhooksExamples.default;

async function heard(
  event: 'workflow_run' | 'workflow_job',
  change: JsonMap,
  action = 'completed',
): Promise<Over[]> {
  const all = examples.find(({ name }) => name === event)?.examples as unknown as JsonMap[];
  const found = all.find((payload) => payload['action'] === action) ?? {};
  const about = { ...(found[event] as JsonMap), id: 7, run_id: 7, ...change };
  const payload = { ...found, installation: { id: 1 }, [event]: about };
  const told: Over[] = [];
  const host = { heard: async (over: Over) => void told.push(over) };
  const delivery = { id: 'x', installation: 1, event, tries: 1, at: 0 };
  await handleWorkflow({ host } as unknown as IngressDeps, {
    ...delivery,
    payload: trimPayload(event, payload),
  });
  return told;
}

const PATH = '.github/workflows/mlpipelines.yml';
const UNTRUSTED = '.github/workflows/mlpipelines-untrusted.yml';

test.each([
  ['a run of our workflow', 'workflow_run', { path: PATH }, ['run']],
  ['a run of our workflow for untrusted code', 'workflow_run', { path: UNTRUSTED }, ['run']],
  ['one whose path has a ref', 'workflow_run', { path: `${PATH}@refs/heads/main` }, ['run']],
  ['a run of another workflow', 'workflow_run', { path: '.github/workflows/ci.yml' }, []],
  [
    'a run of our workflow that succeeded',
    'workflow_run',
    { path: PATH, conclusion: 'success' },
    ['run'],
  ],
  ['a job that failed', 'workflow_job', { conclusion: 'failure' }, ['job']],
  ['a job that succeeded', 'workflow_job', { conclusion: 'success' }, []],
] as const)('of %s the host hears what it must', async (_, event, change, kinds) => {
  const told = await heard(event, change);
  expect(told.map(({ what }) => what)).toEqual(kinds);
  expect(told.every(({ workflowRun }) => workflowRun === 7)).toBe(true);
});

// As recorded from GitHub: what waits for a reviewer is told as `queued`, too.
test.each([
  ['queued', 'queued', []],
  ['queued', 'waiting', ['job']],
  ['waiting', 'waiting', ['job']],
] as const)(
  'of a job that is %s, with the status %s, it hears %j',
  async (action, status, kinds) => {
    const told = await heard('workflow_job', { status }, action);
    expect(told.map(({ what }) => what)).toEqual(kinds);
  },
);

test('of a run that waits, or that cannot be read, it hears nothing', async () => {
  expect(await heard('workflow_run', { path: PATH, status: 'waiting' }, 'requested')).toEqual([]);
  expect(await heard('workflow_job', { run_id: null })).toEqual([]);
});
