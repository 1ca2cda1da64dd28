import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runTool } from '../../../action/executor/python/run-tool.ts';
import { findTexts } from '../../../action/executor/output/find-texts.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { createOutputLog } from '../../../action/executor/output/output-log.ts';
import { secretTexts } from '../../../action/executor/output/secret-texts.ts';
import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import { openMachine } from './begin-attempt.ts';

const PRIVATE_KEY =
  '-----BEGIN PRIVATE KEY-----\nMIIEqqwwee/+\nZZtt123456\n-----END PRIVATE KEY-----\n';
const NESTED = [{ token: 'tok-"äö"-99' }, JSON.stringify({ password: 'in-a-text' })];
const ACCOUNT = `{
  "type": "svc",
  "private_key": ${JSON.stringify(PRIVATE_KEY)},
  "client_id": 10687451234567890123,
  "nested": ${JSON.stringify(NESTED)}
}`;

describe('a secret that is JSON', () => {
  const { apply } = maskSecrets({ SA: ACCOUNT });

  test.each([
    ['a value of it', 'tok-"äö"-99'],
    ['a line of a value', 'ZZtt123456'],
    ['a long number, digit for digit', 'id 10687451234567890123.'],
    ['a value in a JSON text in it', 'in-a-text'],
    ['a value as JSON writes it', JSON.stringify('x tok-"äö"-99')],
    ['a value as Python writes JSON', '"tok-\\"\\u00e4\\u00f6\\"-99"'],
    ['a value of many lines as JSON writes it', JSON.stringify({ key: PRIVATE_KEY })],
    ['a value in base64', Buffer.from('user:tok-"äö"-99').toString('base64')],
    ['a value in an address', `https://host/?k=${encodeURIComponent('tok-"äö"-99')}`],
  ])('hides %s', (_, line) => {
    expect(apply(line)).toContain('***');
    expect(apply(line)).not.toMatch(/tok-|ZZtt|1068745|in-a|\\u00e4|qqww|C3%A4|dG9rLS/);
  });

  test('leaves short words and keys alone', () => {
    expect(apply('svc private_key: nested type')).toBe('svc private_key: nested type');
  });

  test.each(['{"a": "half a text', '[[[[', '['.repeat(100_000), '"', '12345678', 'null'])(
    'and what only begins like JSON is one text: %s',
    (secret) => {
      expect(secretTexts(secret)).toEqual([secret]);
    },
  );
});

describe('texts are found', () => {
  const word = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'é'), { minLength: 1, maxLength: 6 });
  const text = word.map((parts) => parts.join(''));

  test('where they stand, the first and longest of them', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, text, (texts, a, b) => {
        const where = `${a}${b}${a}`;
        const places = Array.from(where, (_, at) => at).flatMap((at) => {
          const there = texts.filter((one) => where.startsWith(one, at));
          return there.length === 0
            ? []
            : [{ at, length: Math.max(...there.map((t) => t.length)) }];
        });
        expect(findTexts(texts).next(where, 0)).toEqual(places[0] ?? null);
      }),
      { numRuns: 2000 },
    );
  });
});

describe.concurrent('a secret stays hidden where a text is cut', () => {
  const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a==';
  const revealing = /ghp_|16C7|292c|0c83|B4a/;

  test.each([
    ['m.json', `{"a": "${TOKEN}" 1}`],
    ['m.json', `{"${TOKEN}": nope}`],
    ['m.json', `{"${'n'.repeat(45)}${TOKEN}${'n'.repeat(200)}": 1}`],
    ['m.json', `${'{"a":'.repeat(19)}{"${'n'.repeat(10)}${TOKEN}":{"b":{}}}${'}'.repeat(19)}`],
    ['m.json', `{"a": "${TOKEN}\\374"}`],
    ['m.yml', `a: [${TOKEN}, ${'x, '.repeat(12)} {`],
    ['m.yml', `a: "\\\\U${TOKEN}"`],
    ['out', `${'.'.repeat(60)}${TOKEN}`],
    ['out', TOKEN],
    ['out', `o<<${'E'.repeat(60)}${TOKEN}`],
  ])('in %s that has %s', async (name, text) => {
    const machine = await openMachine();
    const metrics = name === 'out' ? null : { path: name, live: null };
    const place = name === 'out' ? '$MLPIPELINES_OUTPUT' : name;
    const script = `printf -- '${text}\\n' > "${place}"`;
    const attempt = machine.begin({ script, metrics, secrets: { TOKEN } });
    const told = JSON.stringify([await attempt.outcome, attempt.reports]);
    expect(told).toMatch(/secret|\*\*\*/);
    expect(told).not.toMatch(revealing);
  });

  test('in a live metric, in the name of a file, and in what an installer says', async () => {
    const machine = await openMachine();
    const script = `echo '{"step": 1, "${'n'.repeat(45)}${TOKEN}${'n'.repeat(200)}": 1}' > live
      mkdir out; touch out/a out/A "out/$TOKEN"`;
    const attempt = machine.begin({
      script,
      metrics: { path: null, live: 'live' },
      outputs: [{ name: 'data', type: 'dataset', path: 'out', optional: false }],
      secrets: { TOKEN },
    });
    const told = JSON.stringify([await attempt.outcome, attempt.reports]);
    expect(told).toContain('over 200 characters long');
    expect(told).toContain('A file name contains a secret');
    expect(told).not.toMatch(revealing);
    const says = `console.log(${JSON.stringify(TOKEN)}.repeat(5000)); console.log('failed')`;
    const tool = { program: process.execPath, args: ['-e', says], variables: {} };
    expect(await runTool(tool)).toEqual({ exitCode: 0, output: 'failed\n' });
  });

  test('in a line that is shortened by what is hidden in it', () => {
    const reports: OutputReport[] = [];
    const log = createOutputLog(maskSecrets({ TOKEN }), (report) => reports.push(report));
    const out = log.open('stdout');
    for (let before = 0; before < TOKEN.length; before += 1) {
      out.push(`${'.'.repeat(before)}${TOKEN.repeat(1000)}\n`);
    }
    log.flush();
    const lines = reports.flatMap((report) => report.lines.map((line) => line.text));
    expect(lines).toHaveLength(TOKEN.length);
    expect(lines.filter((line) => revealing.test(line))).toEqual([]);
  });
});
