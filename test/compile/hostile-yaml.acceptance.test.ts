import { describe, expect, test } from 'vitest';
import { compile } from '../../app/compile/compile.ts';
import type { CompileResult } from '../../app/compile/compile-request.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import { problemsOfBounds } from '../support/compile-bounds.ts';
import { HOSTILE_YAML } from '../support/hostile-yaml.ts';
import { ORDINARY_REQUEST, pipelineFixtures } from '../support/pipeline-fixtures.ts';

const compileText = (text: string): CompileResult =>
  compile(readPipelineFile({ file: '.mlpipelines/hostile.yml', text }), ORDINARY_REQUEST);

/** Some take seconds, and several tests look at the same answer. */
const answers = new Map<string, CompileResult>();
function answerTo(name: string): CompileResult {
  const answer = answers.get(name) ?? compileText(HOSTILE_YAML[name] ?? '');
  answers.set(name, answer);
  return answer;
}

const codesOf = (text: string): string[] => compileText(text).problems.map(({ code }) => code);

const GOOD = pipelineFixtures('good');

describe('a hostile file', () => {
  test.each(Object.keys(HOSTILE_YAML))(
    '%s: is answered with a plan or with few, short problems',
    (name) => {
      const text = HOSTILE_YAML[name] ?? '';
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
      const result = answerTo(name);
      expect(problemsOfBounds(text, result)).toEqual([]);
      expect(result.plan === null).toBe(
        result.problems.some(({ severity }) => severity === 'error'),
      );
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  test.each([
    ['nothing', 'empty-file'],
    ['opening brackets', 'too-deep'],
    ['nested lists', 'too-deep'],
    ['nested complex keys', 'too-deep'],
    ['nested maps by indent', 'too-deep'],
    ['an alias bomb of lists', 'alias-bomb'],
    ['an alias bomb of maps', 'alias-bomb'],
    ['an alias of itself', 'alias-bomb'],
    ['an alias of nothing', 'unquoted-alias'],
    ['a list of half a million numbers', 'too-large'],
    ['one key over and over', 'duplicate-key'],
    ['more steps than allowed', 'too-many-steps'],
    ['a matrix of more cells than atoms', 'too-many-steps'],
    ['many matrices of many cells', 'too-many-steps'],
    ['a NUL in the text', 'wrong-value'],
    ['many unknown keys', 'more-problems'],
    ['a ring of steps', 'cycle'],
    ['an expression of parentheses', 'bad-expression'],
    ['a format that explodes', 'failed-expression'],
  ])('%s is called %s', (name, code) => {
    expect(answerTo(name).problems.map((problem) => problem.code)).toContain(code);
  });
});

describe('a file of another editor', () => {
  test.each(GOOD)(
    '$file means the same with CRLF, with a BOM, and without a last line break',
    ({ file, text, request }) => {
      const { plan } = compile(readPipelineFile({ file, text }), request);
      expect(plan).not.toBeNull();
      for (const other of [text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, text.trimEnd()]) {
        const same = compile(readPipelineFile({ file, text: other }), request);
        expect(same).toMatchObject({ plan, problems: [] });
      }
    },
  );

  test('places problems alike with CRLF and with a BOM', () => {
    const text = 'name: A\nsteps:\n  train:\n    cmd: ./a.sh\n    run: ./a.sh\n';
    const { problems } = compileText(text);
    expect(problems).toMatchObject([
      { code: 'wrong-form', line: 1, column: 7, endLine: 1, endColumn: 8 },
      { code: 'unknown-key', line: 4, column: 5, endLine: 4, endColumn: 8 },
    ]);
    expect(compileText(text.replaceAll('\n', '\r\n')).problems).toEqual(problems);
    expect(compileText(`\uFEFF${text}`).problems).toEqual(problems);
  });
});

describe('the size of a file', () => {
  // Characters of two bytes: a limit on the length of the text would let twice as much through.
  const exact = (bytes: number): string => {
    const text = 'name: a\nsteps: { a: { run: "true" } }\n#';
    const rest = bytes - text.length;
    return `${text}${'é'.repeat(Math.floor(rest / 2))}${'.'.repeat(rest % 2)}`;
  };

  test('may be 1 MiB, counted in bytes, and not one more', () => {
    const [fits, over] = [exact(1024 * 1024), `${exact(1024 * 1024)}.`];
    expect([Buffer.byteLength(fits), Buffer.byteLength(over)]).toEqual([1_048_576, 1_048_577]);
    expect(codesOf(fits)).toEqual([]);
    expect(codesOf(over)).toEqual(['too-large']);
  });

  test('after expansion may be 10,000 steps and not one more', () => {
    const chain = (count: number): string =>
      `name: a\nsteps:\n${Array.from({ length: count }, (_, i) => `  s${i}: { run: x${i === 0 ? '' : `, needs: [s${i - 1}]`} }\n`).join('')}`;
    expect(compileText(chain(10_000)).plan?.steps).toHaveLength(10_000);
    expect(codesOf(chain(10_001))).toEqual(['too-many-steps']);
  });

  test('brackets of scripts are not nesting', () => {
    const step = (i: number): string => `  s${i}:\n    run: |\n      echo -e "\\e[1m{${i}"\n`;
    const text = `name: a\nsteps:\n${Array.from({ length: 500 }, (_, i) => step(i)).join('')}`;
    expect(codesOf(text)).toEqual([]);
  });
});
