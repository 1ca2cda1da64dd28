import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOGUE, EXPLAINED } from '../../../app/cli/explain/catalogue.ts';
import { compile } from '../../../app/compile/compile.ts';
import { readPipelineFile } from '../../../app/compile/structure/read-pipeline-file.ts';
import { FAILURE_CLASSES } from '../../../app/domain/statuses.ts';
import { ENDED_WORDS } from '../../../app/domain/result-words.ts';
import { attemptCause } from '../../../app/reports/words/attempt-words.ts';
import { verdictWords } from '../../../app/reports/words/verdict-words.ts';
import { EXPLAINED_FAILURES } from '../../../app/reports/explain/explained-failures.ts';
import { EXPLAINED_RESULTS } from '../../../app/reports/explain/explained-results.ts';
import { EXPLAINED_VERDICTS } from '../../../app/reports/explain/explained-verdicts.ts';
import { ORDINARY_REQUEST } from '../../support/pipeline-fixtures.ts';

const SENTENCES = EXPLAINED.flatMap(({ code, told }) =>
  [told.means, told.fix].map((text) => ({ code, text })),
);

describe('what codes are explained by', () => {
  test('a code has one explanation', () => {
    const codes = EXPLAINED.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(CATALOGUE.map(({ codes: each }) => Object.keys(each).length)).not.toContain(0);
  });

  test('an explanation is whole sentences', () => {
    expect(SENTENCES.filter(({ text }) => !/^[A-Z`[].*[.:]$/s.test(text))).toEqual([]);
  });

  test('the message of a failure has the words that attempts have for it', () => {
    const attempt = { exitCode: 1, signal: null };
    for (const name of FAILURE_CLASSES) {
      const cause = attemptCause({ ...ATTEMPT, ...attempt, class: name });
      const word = name === 'failure' ? 'SIGKILL' : (cause ?? name);
      expect(EXPLAINED_FAILURES[name].says).toContain(word);
    }
  });

  test('results and verdicts are called what reports call them', () => {
    expect(EXPLAINED_RESULTS.failed.says).toContain(ENDED_WORDS.failure);
    for (const result of ['rejected', 'skipped', 'cancelled'] as const) {
      expect(EXPLAINED_RESULTS[result].says).toContain(ENDED_WORDS[result]);
    }
    for (const verdict of ['fail', 'warn', 'inconclusive', 'no-baseline'] as const) {
      const { glyph, word } = verdictWords({ verdict });
      expect(EXPLAINED_VERDICTS[verdict].says).toBe(`${glyph} ${word}`);
    }
  });

  test('the keys of a step that they say to write are known', () => {
    const written = SENTENCES.flatMap(({ code, text }) =>
      [
        ...text.matchAll(/`((?:retry|resources|checkpoint|strategy|inputs|metrics|env): [^`]+)`/g),
      ].map(([, yaml = '']) => ({ code, yaml })),
    );
    expect(written.length).toBeGreaterThan(10);
    expect(
      written.flatMap(({ code, yaml }) => unknownIn(yaml).map((key) => `${code}: ${key}`)),
    ).toEqual([]);
  });
});

function unknownIn(yaml: string): readonly string[] {
  const value: unknown = parse(yaml.replaceAll(/<\w+>/g, 'data'));
  const text = JSON.stringify({
    name: 'shown',
    steps: { data: { run: 'true' }, it: { run: 'true', ...Object(value) } },
  });
  const { problems } = compile(
    readPipelineFile({ file: '.mlpipelines/shown.yml', text }),
    ORDINARY_REQUEST,
  );
  return problems
    .filter(({ code }) => ['unknown-key', 'wrong-form', 'wrong-type', 'yaml-syntax'].includes(code))
    .map(({ message }) => message);
}

const ATTEMPT = {
  number: 1,
  status: 'failed',
  message: null,
  charged: true,
  startedAt: null,
  endedAt: null,
} as never as Parameters<typeof attemptCause>[0];
