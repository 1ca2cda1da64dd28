import { afterAll, beforeAll, expect, test } from 'vitest';
import { isMap, type Json } from '../../app/domain/json.ts';
import type { ScriptedJob } from '../doubles/actions/service/service.ts';
import { ACTION } from '../loopback/published-action.ts';
import { openTrustWorld, PIPELINE, type TrustWorld } from './trust-world.ts';

/** Jobs of the matrix step, held so that the test says in their place what they say to the App. */
const twins = new Map<string, ScriptedJob>();
let world: TrustWorld;
beforeAll(async () => {
  world = await openTrustWorld(({ name }) => {
    if (!name.startsWith('twin')) return null;
    return async (job) => {
      twins.set(name, job);
      await new Promise((resolve) => job.cancel.addEventListener('abort', resolve));
      return 'cancelled';
    };
  });
});
afterAll(() => world.close());

const TWINS = `name: twins
on: { pull_request: {} }
steps:
  twin: { strategy: { matrix: { x: [1, 2] } }, run: "true", cache: false }
`;
const THIEF = '.github/workflows/thief.yml';
const thief = (app: string) => `name: thief
on: { workflow_dispatch: { inputs: { attempt: { required: true, type: string } } } }
permissions: { contents: read, id-token: write }
jobs:
  steal:
    runs-on: ubuntu-latest
    steps:
      - uses: ${ACTION}
        with: { app: '${app}', attempt: '\${{ inputs.attempt }}' }
`;

/** The name of the attempt in a job's plan. */
function hintOf({ message }: ScriptedJob): string {
  const matrix: Json | undefined = message.contexts['matrix'];
  const step = matrix !== undefined && isMap(matrix) ? matrix['step'] : undefined;
  const name = step !== undefined && isMap(step) ? step['attempt'] : undefined;
  if (typeof name !== 'string') throw new Error('The job has no attempt.');
  return name;
}

type Answer = { readonly type: string; readonly code?: string; readonly message?: string };

async function claim(identity: string, hint: string | null): Promise<Answer> {
  const answer = await fetch(`${world.config.url}/api/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ format: 1, type: 'claim', identity, hint }),
  });
  return (await answer.json()) as Answer;
}

test('an attempt goes to its own job alone: not to its twin, not to another workflow of the repository, not twice', async () => {
  const { config, repository, github, propose, until, runWhen } = world;
  await repository.commit({ files: { [THIEF]: thief(config.url) } });
  const files = { [PIPELINE]: null, '.mlpipelines/twins.yml': TWINS };
  const { sha } = await propose('twins', files);
  const [one, two] = await until(() => {
    const [first, second] = twins.values();
    return first === undefined || second === undefined ? undefined : [first, second];
  });
  const identity = (job = one) => job.idToken(config.url);

  expect(await claim(await identity(), hintOf(two))).toMatchObject({
    type: 'refused',
    code: 'wrong-job',
    message: expect.stringContaining('an attempt is given to its own job, not to one beside it'),
  });
  expect(await claim(await one.idToken('https://elsewhere.example'), hintOf(one))).toMatchObject({
    code: 'wrong-audience',
  });

  const started = await fetch(
    `${github.apiUrl}/repos/acme/churn/actions/workflows/thief.yml/dispatches`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${github.user('ada').token()}` },
      body: JSON.stringify({ ref: 'main', inputs: { attempt: hintOf(one) } }),
    },
  );
  expect(started.ok).toBe(true);
  const stealing = await until(() =>
    repository.jobs().find(({ name, conclusion }) => name === 'steal' && conclusion !== null),
  );
  expect(stealing.conclusion).toBe('failure');
  expect(stealing.log).toContain('This app dispatched nothing to this job');
  const { attempts } = await runWhen(sha, ({ header }) => header.status === 'running');
  expect(attempts.every(({ startedAt }) => startedAt === null)).toBe(true);

  const proof = await identity();
  expect(await claim(proof, hintOf(one))).toMatchObject({ type: 'claimed' });
  expect(await claim(proof, hintOf(one))).toMatchObject({ type: 'refused' });
  // By then the attempt has a holder; its twin is still free, and is not had by asking for any.
  expect(await claim(await identity(two), hintOf(one))).toMatchObject({ code: 'wrong-job' });
  expect(await claim(await identity(two), hintOf(two))).toMatchObject({ type: 'claimed' });
});
