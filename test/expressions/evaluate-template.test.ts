import { describe, expect, test } from 'vitest';
import { evaluateTemplate } from '../../app/expressions/evaluate-template.ts';
import { evaluateValue } from '../../app/expressions/evaluate-value.ts';
import { interpolateScript } from '../../app/expressions/interpolate-script.ts';
import type { Contexts } from '../../app/expressions/contexts.ts';

const CONTEXTS: Contexts = { params: { n: 3, list: ['a'], flag: true, none: null, text: "a}}'b" } };

describe('a template', () => {
  test('replaces each expression by its text', () => {
    expect(
      evaluateTemplate('n=${{ params.n }}, ${{params.flag}}${{ params.none }}.', CONTEXTS),
    ).toEqual({
      ok: true,
      value: 'n=3, true.',
    });
  });

  test('writes whole numbers digit for digit, others with 15 digits as GitHub', () => {
    const numbers = { params: { us: 1700000000123456, big: 2 ** 60, none: -0, third: 1 / 3 } };
    const text = '${{ params.us }} ${{ params.big }} ${{ params.none }} ${{ params.third }}';
    expect(evaluateTemplate(text, numbers)).toEqual({
      ok: true,
      value: '1700000000123456 1152921504606846976 0 0.333333333333333',
    });
  });

  test('refuses JSON with a number that no number holds', () => {
    const result = evaluateTemplate("${{ fromJSON('[12345678901234567890]')[0] }}", CONTEXTS);
    expect(result.ok ? '' : result.message).toContain(
      '12345678901234567890, which no number holds',
    );
  });

  test('is not closed by braces inside quotes', () => {
    expect(evaluateTemplate("${{ format('{0}}}', 'x') }}", CONTEXTS)).toEqual({
      ok: true,
      value: 'x}',
    });
  });

  test('refuses a list, which has no text', () => {
    const result = evaluateTemplate('${{ params.list }}', CONTEXTS);
    expect(result.ok ? '' : result.message).toContain('use toJSON(params.list)');
  });

  test('refuses an expression that is not closed', () => {
    expect(evaluateTemplate('a ${{ params.n }', CONTEXTS).ok).toBe(false);
  });

  test('that is one expression keeps its type as a value', () => {
    expect(
      evaluateValue(
        { a: ['${{ params.list }}', ' ${{ params.n }} ', 'x${{ params.n }}'] },
        CONTEXTS,
      ),
    ).toEqual({
      ok: true,
      value: { a: [['a'], 3, 'x3'] },
    });
  });
});

describe('a script', () => {
  const script = (text: string, x: string | number | boolean): string => {
    const result = interpolateScript(text, { params: { x } });
    return result.ok ? result.value : `refused: ${result.message}`;
  };

  test.each([
    'refs/heads/main',
    '1e-5',
    'a@b',
    '2026-01-01T00:00:00+01:00',
    's3://bucket/day=1/',
    'x,y',
    '',
    '-5',
    '-1.5e-3',
  ])('takes the safe word %j', (value) => {
    expect(script('train --x ${{ params.x }} "${{ params.x }}"', value)).toBe(
      `train --x ${value} "${value}"`,
    );
  });

  test.each([
    '$(id)',
    '`id`',
    'a b',
    'a;b',
    'a&b',
    'a|b',
    'a>b',
    '<b',
    "a'b",
    'a"b',
    'a\\b',
    'a\nb',
    'a\rb',
    'a\tb',
    '*',
    '?',
    '[a]',
    '{a,b}',
    '~',
    '~root',
    '!x',
    '#x',
    '$HOME',
    '(a)',
    'a%b',
    'ü',
    '\u2028',
    '\u0000',
    'a^b',
    '\u202Ea',
    ' ',
    'a\u00a0b',
    '--exec=evil',
    '-rf',
    '-',
    '-5evil',
    '--',
    '-1.2.3',
  ])('refuses %j and names the way out', (value) => {
    expect(script('git checkout ${{ params.x }}', value)).toMatch(
      /^refused: .*put it in `env` and use "\$NAME"$/,
    );
  });

  test('refuses an option that is put together from two values', () => {
    expect(script("run ${{ '' }}${{ params.x }}", '--evil')).toContain('would be an option');
    expect(script("run '${{ params.x }}'", '--evil')).toContain('would be an option');
    expect(script('run ${{ params.x }}${{ params.x }}', '-5')).toContain('would be an option');
    expect(script('run --seed=${{ params.x }}', '-x')).toBe('run --seed=-x');
    expect(script('run a${{ params.x }}', '-b')).toBe('run a-b');
  });

  test('refuses a value that would name a variable', () => {
    expect(script('echo $${{ params.x }}', 'AWS_SECRET_ACCESS_KEY')).toContain(
      'would name a variable',
    );
    expect(script('echo "${${{ params.x }}}"', 'AWS_SECRET_ACCESS_KEY')).toContain(
      'would name a variable',
    );
  });

  test('is left alone where there is no expression', () => {
    expect(script('echo "$HOME" `date` $((1+1)) ${x}', 1)).toBe(
      'echo "$HOME" `date` $((1+1)) ${x}',
    );
  });
});
