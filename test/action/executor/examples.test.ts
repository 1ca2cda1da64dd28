import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { readFileSync } from 'node:fs';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { openMachine, plant } from './begin-attempt.ts';

const EXAMPLES: NonNullable<Ticket['examples']> = {
  path: 'out/predictions.csv',
  id: 'id',
  cluster: null,
  show: [],
  columns: { label: 'two-classes', score: 'number' },
};
const TABLE = 'id,label,score\na,1,0.5\nb,0,0.25\n';
const write = (text: string) => `mkdir -p out; printf '${text}' > out/predictions.csv`;

async function examplesOf(ticket: Partial<Ticket> & { script: string }) {
  const machine = await openMachine();
  const attempt = machine.begin({ examples: EXAMPLES, ...ticket });
  const { status, message, products } = await attempt.outcome;
  return { status, message, examples: products.examples, said: attempt.lines('system'), machine };
}

describe.concurrent('what a step measures example by example', () => {
  test('is read, and stored as it is', async () => {
    const { status, examples, machine } = await examplesOf({ script: write(TABLE) });
    expect(status).toBe('succeeded');
    expect(examples).toEqual({
      digest: expect.stringMatching(/^sha256:/),
      size: TABLE.length,
      rows: 2,
      format: 'csv',
    });
    const digest = examples !== undefined && 'digest' in examples ? examples.digest : '';
    const manifest = await readManifest(machine.blobs, digest);
    expect(manifest).toMatchObject({ single: true, entries: [{ size: TABLE.length }] });
    const place = join(machine.folder, 'again.csv');
    await restoreTree(machine.blobs, digest, place);
    expect(readFileSync(place, 'utf8')).toBe(TABLE);
  });

  test.each([
    ['true', 'the step did not write out/predictions.csv'],
    ['mkdir -p out/predictions.csv', 'out/predictions.csv is not a table'],
    ['mkdir out; mkfifo out/predictions.csv', 'out/predictions.csv is not a table'],
    [
      write('id,label,score\na,1,high\n'),
      'out/predictions.csv: row 1: column score is "high", which is not a number',
    ],
    [
      'mkdir out; ln -s /etc/passwd out/predictions.csv',
      'examples (out/predictions.csv) leads out of the repository, to /etc/passwd. Use a path inside it without links that lead out.',
    ],
  ])(
    'and cannot be compared fails nothing, and it is said why: %s',
    async (script, notCompared) => {
      const found = await examplesOf({ script });
      expect(found).toMatchObject({
        status: 'succeeded',
        message: null,
        examples: { notCompared },
      });
      expect(found.said).toContain(`Its examples are not compared: ${notCompared}`);
    },
  );

  test('is neither read nor told of where the step fails, or keeps none', async () => {
    const failed = await examplesOf({ script: `${write(TABLE)}; exit 3` });
    expect(failed).toMatchObject({ status: 'failed', examples: undefined });
    const machine = await openMachine();
    const none = await machine.begin({ script: write(TABLE) }).outcome;
    expect(none.products).not.toHaveProperty('examples');
  });

  test('tells no secret, not even one that is cut', async () => {
    const secret = `${'s3cret'.repeat(30)}end`;
    const table = `id,label,score\na,1,${'x'.repeat(80)}${secret}\n`;
    const { examples } = await examplesOf({ script: write(table), secrets: { KEY: secret } });
    expect(examples).toEqual({
      notCompared: `out/predictions.csv: row 1: column score is "${'x'.repeat(80)}***", which is not a number`,
    });
  });

  test('in place is no product of the step if it was there before', async () => {
    const machine = await openMachine();
    plant(join(machine.folder, 'repository'), { 'out/predictions.csv': TABLE });
    const workspace = { mode: 'in-place' as const, tree: null, files: null };
    const idle = await machine.begin({ examples: EXAMPLES, workspace, script: 'true' }).outcome;
    expect(idle.products.examples).toEqual({
      notCompared:
        'the step did not write out/predictions.csv: what lies there is from before it ran',
    });
    const step = { examples: EXAMPLES, workspace, script: write(TABLE) };
    expect((await machine.begin(step).outcome).products.examples).toMatchObject({ rows: 2 });
  });
});
