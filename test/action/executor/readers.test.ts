import { appendFileSync, writeFileSync } from 'node:fs';
import { expect, describe, test } from 'vitest';
import { join } from 'node:path';
import { followFile } from '../../../action/executor/metrics/follow-file.ts';
import { parseYaml } from '../../../action/executor/metrics/parse-yaml.ts';
import { repeatedKey } from '../../../action/executor/metrics/repeated-key.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { parseOutputs } from '../../../action/executor/products/parse-outputs.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const MASK = maskSecrets({});

describe('a file that is followed', () => {
  test('gives a line that is longer than one look, and many lines in more than one', async () => {
    const path = join(freshFolder(), 'live.jsonl');
    const file = await followFile(path);
    const long = 'x'.repeat(200_000);
    writeFileSync(path, `${long}\n`);
    expect(await file.read()).toEqual([long]);
    expect(await file.read()).toEqual([]);
    const many = Array.from({ length: 20_000 }, (_, index) => `line ${index} of many`);
    appendFileSync(path, `${many.join('\n')}\n`);
    const first = await file.read();
    expect(first.length).toBeLessThan(many.length);
    const all = [...first];
    for (let more = await file.read(); more.length > 0; more = await file.read()) all.push(...more);
    expect(all).toEqual(many);
  });
});

describe('metrics', () => {
  test.each([
    ['{"a":{"x":1},"x":2}', null],
    ['{"a":[{"x":1},{"x":2}],"x":3}', null],
    ['{"a":[1],"a":2}', 'a'],
    ['{"a":{"b":1},"a":2}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'b'],
  ])('of JSON are held to have a name once in each map: %s', (text, twice) => {
    expect(repeatedKey(text)).toBe(twice);
  });

  test('of YAML say in which line the first mistake begins', async () => {
    await expect(parseYaml('\n\na: 1\nb: [1,\n  c: {\n')).rejects.toThrow(/ in line [456]$/);
    await expect(parseYaml('\na: "x" y\n')).rejects.toThrow(/ in line 2$/);
  });
});

test('outputs may end their blocks in the same word, one after the other', () => {
  const text = 'a<<EOF\n1\n2\nEOF\nb<<EOF\n3\nEOF\nc=4\n';
  expect([...parseOutputs(text, MASK)]).toEqual([
    ['a', '1\n2'],
    ['b', '3'],
    ['c', '4'],
  ]);
});

test.each(['abcdefghij', 'abcdefghijk'])(
  'a secret in base64 is hidden with its padding: %s',
  (value) => {
    const { apply } = maskSecrets({ KEY: value });
    const base64 = Buffer.from(value).toString('base64');
    expect(base64.endsWith('=')).toBe(true);
    expect(apply(`it prints ${base64} there`)).toBe('it prints *** there');
    expect(apply(`it prints ${base64.replaceAll('=', '')} there`)).toBe('it prints *** there');
  },
);
