import { expect, test } from 'vitest';
import { falsehood } from '../../../app/api/reports/falsehood.ts';
import { EXECUTOR_LIMITS, weightOfSample } from '../../../schemas/executor-limits.ts';
import { bySchema } from '../../support/by-schema.ts';
import { SeriesThinner } from '../../../action/executor/metrics/thin-series.ts';
import { maskOutcome, NO_PRODUCTS } from '../../../action/executor/outcome.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { aTicket, openMachine } from './begin-attempt.ts';

const MIB = 1024 * 1024;

const PROGRAM = `
import json, os
def write(path, text):
    with open(path, 'a') as file: file.write(text)
print('x' * 40_000)
for n in range(3_000): print('line', n)
write('live.jsonl', ''.join(json.dumps({'step': n, **{f'm{k}': n for k in range(20)}}) + '\\n' for n in range(2_500)))
names = {'n' * 194 + f'{n:06}': n for n in range(9_999)}
write('metrics.json', json.dumps({**names, 'fact': 'f' * 5_000}))
os.mkdir('p')
for n in range(250): write(f'p/{n}.txt', 'x')
list = json.dumps('[' * 99 + ']' * 99)[1:-1]
write(os.environ['MLPIPELINES_OUTPUT'], f'list={list}\\ntext=' + 'x' * (${MIB} - 300) + '\\n')
write(os.environ['MLPIPELINES_SUMMARY'], 's' * ${MIB})
os.mkdir('out')
write('out/model', 'weights')
write('file', 'one')
`;

const TICKET = aTicket({
  script: PROGRAM,
  command: { script: PROGRAM, shell: 'python', workingDirectory: '.' },
  secrets: { TOKEN: 's' },
  outputs: [
    { name: 'text', type: 'string', path: null, optional: false },
    { name: 'list', type: 'json', path: null, optional: false },
    { name: 'model', type: 'model', path: 'out', optional: false },
    { name: 'file', type: 'file', path: 'file', optional: false },
    { name: 'other', type: 'dataset', path: 'other', optional: true },
  ],
  metrics: { path: 'metrics.json', live: 'live.jsonl' },
  plots: ['p/*.txt'],
  checkpoint: {
    path: 'ckpt',
    save: 'on-quiet',
    everyMs: 60_000,
    keep: 1,
    restore: null,
    required: false,
  },
});

test('an executor at every one of its limits tells nothing that the App refuses', async () => {
  const machine = await openMachine();
  // Nothing but masks depends on a secret, and a mask makes a text longer.
  const attempt = machine.begin({ ...TICKET, secrets: {} });
  const outcome = await attempt.outcome;
  expect(outcome).toMatchObject({ status: 'succeeded', message: null });
  expect(Object.keys(outcome.products.metrics)).toHaveLength(9_999);
  const types = new Set(attempt.reports.map(({ type }) => type));
  expect(types).toEqual(new Set(['started', 'output', 'metrics', 'material', 'ended']));
  for (const report of attempt.reports) {
    const told: unknown = JSON.parse(JSON.stringify(report));
    expect(bySchema('attempt-report', told)).toMatchObject({ valid: true });
    expect(falsehood(report, TICKET)).toBeNull();
  }
});

test.each([
  ['exit 3', {}],
  ['kill -9 $$', {}],
  ['sleep 60', { clocks: { timeoutMs: 50, stallTimeoutMs: null, gracePeriodMs: 0 } }],
  ['sleep 60', { clocks: { timeoutMs: 60_000, stallTimeoutMs: 50, gracePeriodMs: 0 } }],
  ['true', { outputs: TICKET.outputs }],
  ['echo MemoryError >&2; exit 1', {}],
])('an executor whose step fails tells nothing that the App refuses: %s', async (script, given) => {
  const machine = await openMachine();
  const ticket = aTicket({ script, ...given });
  const attempt = machine.begin({ script, ...given });
  expect((await attempt.outcome).status).toBe('failed');
  expect(attempt.reports.map((report) => falsehood(report, ticket))).toEqual(
    attempt.reports.map(() => null),
  );
});

test.each(['cancel', 'interrupt'] as const)('and one that is told to end: %s', async (reason) => {
  const machine = await openMachine();
  const attempt = machine.begin({ script: 'echo on; sleep 60' });
  await attempt.printed('on');
  attempt.stop(reason);
  await attempt.outcome;
  const ticket = aTicket({});
  expect(attempt.reports.map((report) => falsehood(report, ticket))).toEqual(
    attempt.reports.map(() => null),
  );
});

test('what the executor says of itself is cut as lines and messages are, once masked', async () => {
  const mask = maskSecrets({ TOKEN: 'x' });
  const message = 'x'.repeat(EXECUTOR_LIMITS.message);
  const outcome = {
    status: 'failed',
    class: 'failure',
    exitCode: null,
    signal: null,
    message,
    products: NO_PRODUCTS,
    workLostMs: null,
    charged: true,
  } as const;
  expect(maskOutcome(outcome, mask).message).toHaveLength(EXECUTOR_LIMITS.message);
});

test('live metrics end where an attempt has told as much as is kept of one', () => {
  const thinner = new SeriesThinner(1000);
  const kept: number[] = [];
  for (let at = 0; !thinner.isFull; at += 1) {
    const sample = thinner.keep({ loss: at, [`seen ${at}`]: at });
    if (sample !== null) kept.push(weightOfSample(sample));
  }
  const weight = kept.reduce((sum, one) => sum + one, 0);
  expect(weight).toBeGreaterThan(900);
  expect(weight).toBeLessThanOrEqual(1000);
  expect(thinner.keep({ one: 1 })).toBeNull();
});
