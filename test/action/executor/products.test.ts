import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { restoreTree } from '../../../content/restore-tree.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { readFileSync } from 'node:fs';
import type { MetricsReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openMachine, plant, type BegunAttempt } from './begin-attempt.ts';

type Output = Ticket['outputs'][number];
const value = (name: string, type: Output['type'], optional = false): Output => ({
  name,
  type,
  path: null,
  optional,
});
const file = (name: string, type: Output['type'], path: string, optional = false): Output => ({
  name,
  type,
  path,
  optional,
});

describe.concurrent('value outputs', () => {
  test('are read as lines and blocks, each as its type', async () => {
    const machine = await openMachine();
    const script = `{
      echo 'text=a=b'
      echo 'rows=1e3'
      echo 'ok=false'
      printf 'list<<END\\n[1,\\n2]\\nEND\\n'
      echo 'rows=12'
      printf 'empty=\\r\\n'
    } >> "$GITHUB_OUTPUT"`;
    const outputs = [
      value('text', 'string'),
      value('rows', 'number'),
      value('ok', 'boolean'),
      value('list', 'json'),
      value('empty', 'string'),
      value('absent', 'string', true),
    ];
    const outcome = await machine.begin({ script, outputs }).outcome;
    expect(outcome.message).toBe(null);
    expect(outcome.products.outputs).toEqual({
      text: 'a=b',
      rows: 12,
      ok: false,
      list: [1, 2],
      empty: '',
    });
  });

  test.each([
    ['echo rows=many', 'Output rows is declared as number, but "many" is not a number.'],
    ['echo rows=NaN', 'Output rows is declared as number, but "NaN" is not a number.'],
    [
      'echo rows=12345678901234567890',
      'Output rows holds 12345678901234567890, and no number keeps that: it would be another one. Write it as a text.',
    ],
    ['echo rows=', 'Output rows is declared as number, but "" is not a number.'],
    [
      'echo rows: 5',
      'Line 1 of $MLPIPELINES_OUTPUT is not an output: "rows: 5". Write name=value, or name<<EOF, the lines, EOF.',
    ],
    [
      'echo "rows<<EOF"; echo 5',
      'Output rows in line 1 of $MLPIPELINES_OUTPUT has no end: no line is "EOF".',
    ],
    [
      'true',
      'The step ended well but did not set its output rows (number). Write it: echo "rows=VALUE" >> "$MLPIPELINES_OUTPUT", or declare it optional: true.',
    ],
    [
      'head -c 1100000 /dev/zero',
      '$MLPIPELINES_OUTPUT holds 1 MiB; at most 1 MiB are taken. Hand larger things on as files: outputs: { name: { type: file, path: FILE } }.',
    ],
  ])('written by %s fail the step with a reason', async (write, message) => {
    const machine = await openMachine();
    const outcome = await machine.begin({
      script: `{ ${write}; } >> "$MLPIPELINES_OUTPUT"`,
      outputs: [value('rows', 'number')],
    }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure', exitCode: 0, message });
  });

  test.each(['1e400', '{"a": [1, 12345678901234567890]}', '-1e999'])(
    'of type json that hold a number which no number keeps fail the step: %s',
    async (json) => {
      const machine = await openMachine();
      const outcome = await machine.begin({
        script: `echo 'v=${json}' >> "$MLPIPELINES_OUTPUT"`,
        outputs: [value('v', 'json')],
      }).outcome;
      expect(outcome).toMatchObject({ status: 'failed', class: 'failure' });
      expect(outcome.message).toMatch(/^Output v holds (1e400|12345678901234567890|-1e999),/);
    },
  );

  test('that are not declared are told of and left out', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: 'echo rows=1 >> "$MLPIPELINES_OUTPUT"' });
    expect((await attempt.outcome).products.outputs).toEqual({});
    expect(attempt.lines('system')).toEqual([
      'Output rows is not declared and left out. Declare it: outputs: { rows: { type: string } }',
    ]);
  });

  test('a pipe or folder in the place of the output file is not waited for', async () => {
    const machine = await openMachine();
    const script = 'mkfifo "$MLPIPELINES_OUTPUT" "$MLPIPELINES_SUMMARY" metrics.json';
    const metrics = { path: 'metrics.json', live: 'metrics.json' };
    const outcome = await machine.begin({ script, metrics }).outcome;
    expect(outcome.message).toBe(
      '$MLPIPELINES_OUTPUT is not a file any more: append lines to it, do not replace it.',
    );
  });
});

describe.concurrent('artifacts', () => {
  test('are stored with what they hold', async () => {
    const machine = await openMachine();
    const script = `mkdir -p model/sub; echo w > model/sub/weights; echo '#!/bin/sh' > model/run; chmod +x model/run; echo r > r.md`;
    const outputs = [
      file('model', 'model', 'model'),
      file('report', 'file', 'r.md'),
      file('more', 'dataset', 'more', true),
    ];
    const { products } = await machine.begin({ script, outputs }).outcome;
    expect(products.artifacts).toMatchObject({
      model: { type: 'model', path: 'model', size: 12, files: 2 },
      report: { type: 'file', path: 'r.md', size: 2, files: 1 },
    });
    const { digest } = products.artifacts['model']!;
    await restoreTree(machine.blobs, digest, join(machine.folder, 'restored'));
    expect(readFileSync(join(machine.folder, 'restored/sub/weights'), 'utf8')).toBe('w\n');
    expect((await readManifest(machine.blobs, products.artifacts['report']!.digest)).single).toBe(
      true,
    );
  });

  test.each([
    ['true', /^The step ended well but left nothing at model, its output model\. Write it there/],
    ['ln -s /etc model', /^output model \(model\) leads out of the repository, to \/etc/],
    ['mkdir model; ln -s ../.. model/up', /up.*leads out/],
    ['mkdir model; mkfifo model/pipe', /pipe/],
    [
      'mkdir -p x; ln -s /etc/ssl x/out; rm -rf model; ln -s x/out model',
      /leads out of the repository, to \/etc/,
    ],
  ])('that cannot be kept (%s) fail the step and name the path', async (script, message) => {
    const machine = await openMachine();
    const outcome = await machine.begin({ script, outputs: [file('model', 'model', 'model')] })
      .outcome;
    expect(outcome).toMatchObject({ status: 'failed', class: 'failure', exitCode: 0 });
    expect(outcome.message).toMatch(message);
  });

  test('declared as a file must not be a folder', async () => {
    const machine = await openMachine();
    for (const script of ['mkdir a', 'mkdir b && ln -s b a']) {
      const { message } = await machine.begin({ script, outputs: [file('a', 'file', 'a')] })
        .outcome;
      expect(message).toMatch(/^Output a is declared as a file, but a is a folder/);
    }
  });

  test('are kept from no attempt that failed', async () => {
    const machine = await openMachine();
    const outcome = await machine.begin({
      script: 'echo a > a; exit 1',
      outputs: [file('a', 'file', 'a')],
    }).outcome;
    expect(outcome.products.artifacts).toEqual({});
  });
});

describe.concurrent('metrics', () => {
  const collect = async (name: string, text: string) => {
    const machine = await openMachine();
    plant(join(machine.folder, 'repository'), { source: text });
    const script = `cat ${machine.folder}/repository/source > ${name}`;
    return await machine.begin({ script, metrics: { path: name, live: null } }).outcome;
  };

  test('are numbers of a map, nested ones with dots, booleans as 0 and 1, text as facts', async () => {
    const json =
      '{"auc": 0.9, "by": {"de": {"n": 3}}, "ok": true, "note": "NaN is fine here", "none": null}';
    const yaml = 'auc: 0.9\nby: {de: {n: 3}}\nok: true\nnote: NaN is fine here\nnone: ~\n';
    for (const [name, text] of [
      ['m.json', json],
      ['m.yaml', yaml],
    ] as const) {
      const { products, message } = await collect(name, text);
      expect(message).toBe(null);
      expect(products.metrics).toEqual({ auc: 0.9, 'by.de.n': 3, ok: 1 });
      expect(products.facts).toEqual({ note: 'NaN is fine here' });
    }
  });

  test.each([
    [
      'm.json',
      '{"a": {"loss": NaN}, "b": -Infinity}',
      /^m\.json: a\.loss, b are NaN or infinite: metrics must be numbers/,
    ],
    ['m.yml', 'loss: .nan', /^m\.yml: loss is NaN or infinite/],
    ['m.json', '{"id": 12345678901234567890}', /^m\.json: id is a whole number that would lose/],
    ['m.yml', 'a: {id: 9007199254740993}', /^m\.yml: a\.id is a whole number that would lose/],
    ['m.json', '{"auc": {"value": 1, "stderr": NaN}}', /^m\.json: auc\.stderr is NaN or infinite/],
    [
      'm.json',
      '{"by": {"rows": [1]}}',
      /^m\.json: by\.rows is a list: write the numbers under names/,
    ],
    [
      'm.json',
      '{"a.b": 1, "a": {"b": 2}}',
      /^m\.json: a\.b is written twice, as one name and as nested/,
    ],
    ['m.json', '{"x": {"auc": 1, "auc": 2}}', /^m\.json: auc is written twice/],
    [
      'm.json',
      `{"${'n'.repeat(201)}": 1}`,
      /n{60}… has a name over 200 characters long: shorten it/,
    ],
    [
      'm.json',
      `${'{"a":'.repeat(22)}1${'}'.repeat(22)}`,
      /^m\.json: a\.a\..* lies over 20 levels deep/,
    ],
    [
      'm.json',
      `{${Array.from({ length: 7 }, (_, i) => `"l${i}": [1], "n${i}": NaN`).join(', ')}}`,
      /^m\.json: l0, l1, l2, l3, l4 and 2 more are lists: write the [^.]*\. n0, n1, n2, n3, n4 and 2 more are NaN [^.]*\.$/,
    ],
    ['m.json', '[1]', /^m\.json must hold a map/],
    ['m.json', '{"a": ', /^m\.json is not JSON/],
    ['m.yml', 'a: [', /^m\.yml is no YAML: .* in line 1/],
    ['m.yml', 'x: { auc: 1, 2: 3, auc: 2 }', /^m\.yml: auc is written twice: keep one/],
    ['m.yml', '{"a'.repeat(20_000), /^m\.yml is no YAML: .* in line 1/],
    ['m.yml', `a: 1\n${'#\n'.repeat(600_000)}`, /^m\.yml is longer .*: write JSON/],
    [
      'm.json',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, i]))),
      /holds 10001 metrics; at most 10000/,
    ],
    // Each key compared with each would take a minute.
    [
      'm.yml',
      Array.from({ length: 60_000 }, (_, i) => `k${i}: 1\n`).join(''),
      /holds 60000 metrics/,
    ],
    [
      'm.json',
      `{"${'k'.repeat(900)}": 1, "${'k'.repeat(900)}": 2}`,
      /^m\.json: k{200}… is written twice/,
    ],
  ])('in %s that cannot be read or kept fail the step (%#)', async (name, text, message) => {
    expect(await collect(name, text)).toMatchObject({
      status: 'failed',
      class: 'failure',
      message: expect.stringMatching(message),
    });
  });

  test('that are no UTF-8 fail the step and say near what', async () => {
    const machine = await openMachine();
    const script = `printf '{"gr\\374n": 1}' > m.json`;
    const metrics = { path: 'm.json', live: null };
    const { message } = await machine.begin({ script, metrics }).outcome;
    expect(message).toBe('m.json is no UTF-8, near "{\\"gr\uFFFDn\\": 1}": write it as UTF-8.');
  });

  test('that were not written fail the step, in place those of an earlier run too', async () => {
    const machine = await openMachine();
    const metrics = { path: 'metrics.json', live: null };
    const copy = await machine.begin({ metrics }).outcome;
    plant(join(machine.folder, 'repository'), { 'metrics.json': '{"old": 1}' });
    const workspace = { mode: 'in-place' as const, tree: null, files: null };
    const outputs = [{ name: 'm', type: 'file' as const, path: 'metrics.json', optional: false }];
    const output = await machine.begin({ outputs, workspace }).outcome;
    expect(output.message).toMatch(
      /left nothing at metrics\.json, its output m: what lies there is from/,
    );
    const inPlace = await machine.begin({ metrics, workspace }).outcome;
    expect(copy.message).toBe(
      'The step ended well but did not write its metrics, metrics.json. Write a JSON map there, or correct metrics.path.',
    );
    expect(inPlace.message).toMatch(
      /did not write its metrics, metrics\.json: what lies there is from before it ran\. Write/,
    );
  });

  test('of a failed command are kept where they can be read', async () => {
    const machine = await openMachine();
    const script = `echo '{"auc": 0.4}' > metrics.json; exit 1`;
    const outcome = await machine.begin({ script, metrics: { path: 'metrics.json', live: null } })
      .outcome;
    expect(outcome).toMatchObject({ class: 'exit-code', products: { metrics: { auc: 0.4 } } });
  });
});

describe.concurrent('live metrics', () => {
  test('arrive while the command runs, whatever pieces they are written in', async () => {
    const machine = await openMachine();
    const script = `
printf '{"step": 1, "loss": 0.5}\\n{"step": 2, "lo'; sleep 1; printf 'ss": 0.4, "val": {"f1": 1}}\\n'
sleep 600`;
    const attempt = machine.begin({
      script: `{ ${script}\n} >> log.jsonl`,
      metrics: { path: null, live: 'log.jsonl' },
    });
    await waitUntil(() => samplesOf(attempt).length === 2);
    attempt.kill();
    await attempt.outcome;
    expect(samplesOf(attempt)).toEqual([
      { step: 1, values: { loss: 0.5 } },
      { step: 2, values: { loss: 0.4, 'val.f1': 1 } },
    ]);
  });

  test('survive a file that is emptied, replaced or rewritten; bad lines are told of once', async () => {
    const machine = await openMachine();
    // What is written over before it was read cannot be told of: each write waits until the one before it was.
    const script = `
told() { until [ -e "told-$1" ]; do sleep 0.05; done; }
echo '{"step": 1, "a": 1}' > log; told 1
echo '{"step": 2, "a": 1}' > log; told 2
mv log old; printf '{"step": 3, "a": 1}\\n{"step": 4, "a": NaN, "b": 2}\\n{"step": 5, "a": NaN}\\n' > log; told 4
printf 'no json\\n\\nno json\\n{"loss": 1}\\n{"step": 6, "a": 1}' >> log`;
    const attempt = machine.begin({ script, metrics: { path: null, live: 'log' } });
    for (const step of [1, 2, 4]) {
      await waitUntil(() => samplesOf(attempt).some((sample) => sample.step === step));
      plant(attempt.folders.workspace, { [`told-${step}`]: '' });
    }
    await attempt.outcome;
    const samples = samplesOf(attempt);
    expect(samples.map((sample) => sample.step)).toEqual([1, 2, 3, 4, 6]);
    expect(samples[3]).toEqual({ step: 4, values: { b: 2 } });
    expect(attempt.lines('system')).toEqual([
      'Live metrics, log: a is NaN or infinite; such values are left out.',
      'Live metrics, log: a line is not a JSON map; write one map a line, as {"step": 1, "loss": 0.5}.',
      'Live metrics, log: a line has no number "step"; it is left out.',
    ]);
  });
});

function samplesOf({ reports }: BegunAttempt): MetricsReport['samples'] {
  return reports.flatMap((report) => (report.type === 'metrics' ? report.samples : []));
}

describe.concurrent('report material', () => {
  test.each(['exit 0', 'exit 1'])('is stored whatever the end (%s)', async (end) => {
    const machine = await openMachine();
    const script = `mkdir -p plots; echo '<svg/>' > plots/a.svg; echo x,y > history.csv; ln -s /etc/passwd plots/b.svg
echo '# Report' >> "$GITHUB_STEP_SUMMARY"; ${end}`;
    const attempt = machine.begin({
      script,
      plots: ['plots/*.svg', 'history.csv', '../../**/objects/*'],
    });
    await attempt.outcome;
    const at = attempt.reports.findIndex((report) => report.type === 'material');
    expect(attempt.reports[at]).toMatchObject({
      summary: '# Report\n',
      plots: { type: 'report', files: 2 },
    });
    expect(
      attempt.reports
        .slice(at + 1)
        .map((report) => report.type)
        .filter((type) => type !== 'output'),
    ).toEqual(['ended']);
    const material = attempt.reports[at];
    const { digest } = material?.type === 'material' ? material.plots! : { digest: '' };
    const { entries } = await readManifest(machine.blobs, digest);
    expect(entries.map((entry) => entry.path)).toEqual(['history.csv', 'plots/a.svg']);
  });
});
