import { describe, expect, test } from 'vitest';
import { evaluateExpression } from '../../app/expressions/evaluate-expression.ts';
import { evaluateTemplate } from '../../app/expressions/evaluate-template.ts';
import { interpolateScript } from '../../app/expressions/interpolate-script.ts';

const TOO_LONG = { ok: false, message: expect.stringContaining('longer than 1 MiB') };

describe('a short text that would make a long one is refused', () => {
  test('by format, also when it is nested', () => {
    const nested = (depth: number): string =>
      depth === 0 ? "'x'" : `format('${'{0}'.repeat(200)}', ${nested(depth - 1)})`;
    expect(evaluateExpression(nested(2), {})).toEqual({ ok: true, value: 'x'.repeat(40_000) });
    expect(evaluateExpression(nested(8), {})).toMatchObject(TOO_LONG);
  });

  test('by join with a long separator', () => {
    const list = `fromJSON('[${'1,'.repeat(1_000)}1]')`;
    const joined = evaluateExpression(`join(${list}, '${'x'.repeat(1_000)}')`, {});
    expect(joined).toMatchObject({ ok: true });
    expect(evaluateExpression(`join(${list}, '${'x'.repeat(2_000)}')`, {})).toMatchObject(TOO_LONG);
  });

  test('by toJSON of what nests', () => {
    const nesting = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
    expect(evaluateExpression(`toJSON(fromJSON('${nesting}'))`, {})).toMatchObject(TOO_LONG);
  });

  test('by a template and by a script', () => {
    const contexts = { params: { long: 'x'.repeat(100_000) } };
    for (const make of [evaluateTemplate, interpolateScript]) {
      expect(make('${{ params.long }}'.repeat(10), contexts)).toMatchObject({ ok: true });
      expect(make('${{ params.long }}'.repeat(11), contexts)).toMatchObject(TOO_LONG);
    }
  });
});
