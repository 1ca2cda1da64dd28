import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { check as reportCheck } from '../../schemas/checks/attempt-report.generated.mjs';
import { check as pipelineCheck } from '../../schemas/checks/pipeline.generated.mjs';
import { check as ticketCheck } from '../../schemas/checks/ticket.generated.mjs';
import { validate } from '../../schemas/validate.ts';

const errorsOf = (value: unknown): string[] => {
  const result = validate(pipelineCheck, value);
  return result.valid ? [] : result.errors.map(({ keyword, pointer }) => `${keyword} ${pointer}`);
};

describe('validate', () => {
  test('gives a valid document its type', () => {
    const result = validate(pipelineCheck, { name: 'a', steps: { train: { run: 'true' } } });
    expect(result.valid && result.value.steps['train']?.run).toBe('true');
  });

  test('finds everything that is wrong at once, with a pointer to each', () => {
    const steps = { 'a b': { run: 3 }, c: { cmd: 'x', when: 'always', promote: [{ from: 'a' }] } };
    expect(errorsOf({ name: 'A', steps, jobs: {} }).sort()).toEqual([
      'additionalProperties /jobs',
      'additionalProperties /steps/c/cmd',
      'enum /steps/c/when',
      'pattern /name',
      'propertyNames /steps/a b',
      'required /steps/c/promote/0',
      'type /steps/a b/run',
    ]);
  });

  test('escapes the keys in a pointer and gives them unescaped as a path', () => {
    const result = validate(pipelineCheck, { name: 'a', steps: { a: { run: 'x' } }, 'a/b~c': 1 });
    expect(result).toMatchObject({ errors: [{ pointer: '/a~1b~0c', path: ['a/b~c'] }] });
  });

  test('carries the rule that was broken, for a hint', () => {
    const result = validate(pipelineCheck, { name: 'a', steps: { a: { timeout: '5 minutes' } } });
    expect(result).toMatchObject({
      errors: [{ rule: { description: expect.stringContaining('Example: `12h`') } }],
    });
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['a string', 'name: a'],
    [
      'keys of Object.prototype',
      JSON.parse('{"__proto__": {"name": "a"}, "constructor": 1, "steps": {}}'),
    ],
    ['a step that is null', { name: 'a', steps: { a: null } }],
  ])('refuses %s without throwing', (_what, value) => {
    expect(errorsOf(value).length).toBeGreaterThan(0);
  });

  test.each([
    [
      'durations',
      'timeout',
      ['90s', '15m', '6h', '2d', '${{ params.t }}'],
      ['5', '5 m', '1h30m', '-1s', '1.5h', ''],
    ],
    [
      'retries',
      'retry',
      [0, 3, { oom: 1, 'exit-code': { 75: 3 } }],
      [-1, 1.5, '3', { 'exit-code': { 0: 1 } }, { 'exit-code': { 256: 1 } }],
    ],
    [
      'sizes',
      'resources',
      [{ memory: '512Mi' }, { disk: '1.5Ti' }],
      [{ memory: '512MB' }, { memory: 512 }, { memory: '-1Gi' }],
    ],
    [
      'money',
      'resources',
      [{ 'max-price': '1.50 USD' }],
      [{ 'max-price': '1.50' }, { 'max-price': '1 EUR' }],
    ],
    [
      'inputs',
      'inputs',
      [{ a: 'data.train' }, { a: { from: 'data.train' } }],
      [{ a: 'data' }, { a: 'data.a.b' }, { a: '../x' }],
    ],
    [
      'runners',
      'runs-on',
      [null, 'big', ['self-hosted', 'gpu'], { group: 'g', labels: 'l' }],
      [3, [], { label: 'x' }],
    ],
    [
      'containers',
      'container',
      ['python:3.12', { image: 'a', options: '--ipc=host' }],
      ['', {}, { options: 'x' }],
    ],
    [
      'a backoff',
      'retry',
      [{ backoff: 'none' }, { backoff: { factor: 1 } }],
      [{ backoff: 'full' }, { backoff: { factor: 0.5 } }],
    ],
  ])('knows %s', (_what, key, right, wrong) => {
    for (const value of right)
      expect(errorsOf(withKey(key, value)), JSON.stringify(value)).toEqual([]);
    for (const value of wrong)
      expect(errorsOf(withKey(key, value)), JSON.stringify(value)).not.toEqual([]);
  });

  test('checks the documents between app and action too', () => {
    expect(validate(reportCheck, { type: 'started', at: 1, resumedFrom: null }).valid).toBe(true);
    expect(validate(reportCheck, { type: 'started', at: 'now' }).valid).toBe(false);
    expect(validate(ticketCheck, {}).valid).toBe(false);
  });
});

function withKey(key: string, value: unknown): unknown {
  return { name: 'a', steps: { a: { run: 'true', [key]: value } } };
}

test('each schema is one by the book, and leaves ajv in no doubt', () => {
  const book = new Ajv2020({
    allowUnionTypes: true,
    discriminator: true,
    // What it would otherwise only doubt of on the console.
    strictTypes: true,
    strictTuples: true,
    keywords: ['defaultSnippets', 'enumDescriptions', 'tsType'],
  });
  ajvFormats.default(book);
  const names = readdirSync(SCHEMAS).filter((name) => name.endsWith('.schema.json'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const schema: unknown = JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8'));
    expect(book.validateSchema(Object(schema)), `${name}: ${book.errorsText()}`).toBe(true);
    expect(() => book.compile(Object(schema)), name).not.toThrow();
  }
});

const SCHEMAS = fileURLToPath(new URL('../../schemas/', import.meta.url));
