import { describe, expect, test } from 'vitest';
import { compileText } from '../support/compile-text.ts';

describe('params', () => {
  const text = `name: a
params:
  epochs: { type: number, default: 20, minimum: 1, maximum: 100 }
  size: { type: choice, options: [small, large], default: small }
  fast: { type: boolean, default: false }
  day: { type: string, default: "\${{ run.date }}" }
  half: { type: number, default: "\${{ fromJSON('0.5') }}" }
  must: { type: string }
steps: { a: { run: echo } }`;
  const params = (given: Record<string, string>) =>
    compileText(text, { params: { must: 'x', ...given } });

  test('have their defaults, evaluated, or what was typed, with the type that they declare', () => {
    expect(params({}).plan?.paramValues).toEqual({
      epochs: 20,
      size: 'small',
      fast: false,
      day: '2026-01-31',
      half: 0.5,
      must: 'x',
    });
    expect(
      params({ epochs: '5e0', size: 'large', fast: 'True', day: '1' }).plan?.paramValues,
    ).toMatchObject({
      epochs: 5,
      size: 'large',
      fast: true,
      day: '1',
    });
  });

  test.each([
    [{ epoch: '5' }, 'the pipeline has no param `epoch`', 'did you mean `epochs`?'],
    [{ epochs: 'five' }, 'the param `epochs`: "five" is not a number', 'write epochs=20'],
    [{ epochs: '' }, 'the param `epochs`: "" is not a number', 'write epochs=20'],
    [
      { epochs: '12345678901234567890' },
      'the param `epochs`: 12345678901234567890 would lose digits as a number',
      'a param for it has `type: string`',
    ],
    [{ epochs: '0x10' }, 'the param `epochs`: "0x10" is not a number', 'write epochs=20'],
    [{ epochs: '0' }, 'the param `epochs`: 0 is below the minimum 1', 'write at least 1'],
    [{ epochs: '101' }, 'the param `epochs`: 101 is above the maximum 100', 'write at most 100'],
    [
      { size: 'smal' },
      'the param `size`: "smal" is not among the options',
      'did you mean "small"?',
    ],
    [{ fast: 'yes' }, 'the param `fast`: "yes" is not a boolean', 'write true or false'],
    [
      { constructor: 'x' },
      'the pipeline has no param `constructor`',
      expect.stringContaining('it has epochs'),
    ],
  ])('refuse %j in words', (given, message, hint) => {
    const { plan, problems, paramProblems } = params(given);
    expect(plan).toBeNull();
    expect(problems).toEqual([]);
    expect(paramProblems).toMatchObject([{ message, hint }]);
  });

  test('of a choice are texts, also where its options are numbers', () => {
    const { plan } = compileText(`name: a
params: { batch: { type: choice, options: [16, 32, large], default: 32 } }
steps: { a: { run: echo } }`);
    expect(plan?.paramValues).toEqual({ batch: '32' });
    expect(plan?.params['batch']?.options).toEqual(['16', '32', 'large']);
  });

  test('without a default must be given', () => {
    expect(compileText(text).paramProblems).toEqual([
      {
        param: 'must',
        message: 'the param `must` has no default and must be given',
        hint: 'set it: --param must=…',
      },
    ]);
  });
});
