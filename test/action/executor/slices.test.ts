import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bySchema } from '../../support/by-schema.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { openMachine, plant } from './begin-attempt.ts';

const SLICES: NonNullable<Ticket['slices']> = { path: 'out/slices.csv', by: ['segment'] };
const write = (text: string) => `mkdir -p out; printf '${text}' > out/slices.csv`;

async function slicesOf(ticket: Partial<Ticket> & { script: string }) {
  const machine = await openMachine();
  const attempt = machine.begin({ slices: SLICES, ...ticket });
  const outcome = await attempt.outcome;
  const { status, products } = outcome;
  return { status, outcome, slices: products.slices, said: attempt.lines('system') };
}

describe.concurrent('what a step measures on parts of its data', () => {
  test('is read, and told as the schema has it', async () => {
    const script = write('segment,n,auc\\nprepaid,1204,0.842\\nyearly,9,\\n');
    const { status, outcome, slices } = await slicesOf({ script });
    expect(status).toBe('succeeded');
    expect(slices).toEqual({
      rows: [
        { by: { segment: 'prepaid' }, n: 1204, metrics: { auc: 0.842 } },
        { by: { segment: 'yearly' }, n: 9, metrics: {} },
      ],
    });
    const report = bySchema('attempt-report', { type: 'ended', at: 1, outcome });
    expect(report.valid ? [] : report.errors).toEqual([]);
  });

  test.each([
    ['true', 'the step did not write out/slices.csv'],
    ['mkdir -p out/slices.csv', 'out/slices.csv is not a table'],
    ['mkdir out; mkfifo out/slices.csv', 'out/slices.csv is not a table'],
    [
      write('segment,n,auc\\na,x,1\\n'),
      'out/slices.csv: row 1 has "x" as n, which is not a whole number',
    ],
    [
      'mkdir out; ln -s /etc/passwd out/slices.csv',
      'slices (out/slices.csv) leads out of the repository, to /etc/passwd. Use a path inside it without links that lead out.',
    ],
  ])('and cannot be read fails nothing, and it is said why: %s', async (script, notRead) => {
    const found = await slicesOf({ script });
    expect(found).toMatchObject({ status: 'succeeded', slices: { notRead } });
    expect(found.said.join('\n')).toContain(`Its slices are not read: ${notRead}`);
  });

  test('is not what lies there from before', async () => {
    const machine = await openMachine();
    plant(join(machine.folder, 'repository'), { 'out/slices.csv': 'segment,n,auc\na,1,1\n' });
    const attempt = machine.begin({ slices: SLICES, script: 'true' });
    const { products } = await attempt.outcome;
    expect(products.slices).toEqual({
      notRead: expect.stringContaining('the step did not write out/slices.csv'),
    });
  });

  test('tells no secret, neither in a name nor in why it is not read', async () => {
    const [KEY, secrets] = ['s3cret-value', { KEY: 's3cret-value' }];
    const named = await slicesOf({ script: write(`segment,n,auc\n${KEY},1,1\n`), secrets });
    expect(named.slices).toEqual({ notRead: 'out/slices.csv: a name in it contains a secret' });
    const quoted = await slicesOf({ script: write(`segment,n,auc\na,${KEY},1\n`), secrets });
    expect(JSON.stringify(quoted.slices)).not.toContain(KEY);
    expect(quoted.slices).toMatchObject({ notRead: expect.stringContaining('not a whole number') });
  });

  test('is told of no step that fails', async () => {
    const { status, slices } = await slicesOf({
      script: `${write('segment,n,a\\nb,1,1\\n')}; exit 3`,
    });
    expect(status).toBe('failed');
    expect(slices).toBeUndefined();
  });
});
