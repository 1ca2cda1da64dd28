import { expect, test } from 'vitest';
import type { HostedRun } from '../../../../app/domain/hosted.ts';
import { failureSources } from '../../../../app/github/publish/report/failure-sources.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { aPlace } from '../../../support/hosted.ts';
import { aHeader } from '../../../support/rows.ts';

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "train.py", line 7, in <module>',
  'ValueError: no rows',
];
const HERE = new Map([['src/train.py', '100644 blob a']]);

type Given = {
  readonly tail?: readonly string[] | null;
  readonly endedAt?: number | null;
  readonly sha?: string | null;
  readonly hosted?: HostedRun | undefined;
  readonly filesOf?: () => Promise<ReadonlyMap<string, string> | null>;
};

/** Lines at which a run failed whose step works in `src`, and what was asked and told meanwhile. */
async function sources(given: Given = {}) {
  const { tail = TRACEBACK, endedAt = 9, sha = 'head', filesOf = async () => HERE } = given;
  const hosted = 'hosted' in given ? given.hosted : aPlace(7);
  const header = aHeader({ ...(hosted !== undefined && { hosted }), sha, status: 'failed' });
  const action = { type: 'run', run: 'x', shell: 'bash', workingDirectory: 'src' } as const;
  const loaded = {
    header,
    plan: aPlan([aStep('train', { action })]),
    view: { endedAt, steps: [{ key: 'train[seed=1]', id: 'train' }] },
    tails: new Map(tail === null ? [] : [['train[seed=1]', tail]]),
  } as unknown as Parameters<typeof failureSources>[1];
  let asked = 0;
  const troubles: string[] = [];
  const deps = {
    filesOf: () => {
      asked += 1;
      return filesOf();
    },
    warn: (text: string) => void troubles.push(text),
  };
  return { found: [...(await failureSources(deps, loaded))], asked, troubles };
}

test('a cell that failed with a traceback names its line of the repository', async () => {
  const { found, asked } = await sources();
  const source = { path: 'src/train.py', line: 7, message: 'ValueError: no rows' };
  expect(found).toEqual([['train[seed=1]', source]]);
  expect(asked).toBe(1);
});

test.each<readonly [string, Given]>([
  ['printed no traceback', { tail: ['Killed'] }],
  ['printed nothing', { tail: null }],
  ['is not over', { endedAt: null }],
  ['has no commit', { sha: null }],
  ['is of no repository', { hosted: undefined }],
])('GitHub is asked for no files where a run %s', async (_, given) => {
  expect(await sources(given)).toEqual({ found: [], asked: 0, troubles: [] });
});

test('a traceback through files that are not there, or that GitHub does not list, names no line', async () => {
  for (const files of [new Map<string, string>(), null]) {
    expect((await sources({ filesOf: async () => files })).found).toEqual([]);
  }
});

test('a failure is shown without its line where GitHub cannot be asked', async () => {
  const filesOf = async () => Promise.reject(new Error('GitHub is away'));
  const { found, troubles } = await sources({ filesOf });
  expect([found, troubles]).toEqual([[], ['a failure is shown without its line: GitHub is away']]);
});
