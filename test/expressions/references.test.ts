import { describe, expect, test } from 'vitest';
import {
  referencesOf,
  referencesOfExpression,
  usesStatusFunctions,
} from '../../app/expressions/references.ts';

function paths(text: string): string[] {
  return referencesOf(text).paths.map((use) => use.path.join('.') + (use.complete ? '' : '…'));
}

describe('references of a text', () => {
  test('are the contexts it reads, as far as they are written out', () => {
    expect(
      paths(
        "${{ steps.data.outputs.shards }} ${{ steps['a b'].x[matrix.y].z && fromJSON(params.p).q }}",
      ),
    ).toEqual(['steps.data.outputs.shards', 'matrix.y', 'steps.a b.x…', 'params.p']);
    expect(paths('${{ steps.*.result }}')).toEqual(['steps…']);
    expect(paths('${{ STEPS.data.result }}')).toEqual(['steps.data.result']);
    expect(paths('no expression')).toEqual([]);
  });

  test('carry the place of each, also behind line breaks', () => {
    const text = "a ${{ 'x\ny' == params.one ||\n  steps.two.three }}";
    for (const use of referencesOf(text).paths) {
      expect(text.slice(use.offset, use.offset + use.length)).toBe(use.path.join('.'));
    }
    expect(referencesOf(text).paths).toHaveLength(2);
  });

  test('point at an error inside the text', () => {
    const text = 'a ${{ params.x == "small" }} ${{ foo.x }} ${{ open';
    const errors = referencesOf(text).errors.map(({ message, offset, length }) => [
      text.slice(offset, offset + length),
      message,
    ]);
    expect(errors).toMatchInlineSnapshot(`
      [
        [
          ""small"",
          "unexpected \`"small"\`: strings are in single quotes",
        ],
        [
          "foo",
          "there is no context \`foo\`: strings are in single quotes: 'foo'",
        ],
        [
          "\${{",
          "this \${{ has no closing }}",
        ],
      ]
    `);
  });

  test('tell whether an if replaces `when`', () => {
    expect(usesStatusFunctions(referencesOfExpression('Always() || params.x'))).toBe(true);
    expect(usesStatusFunctions(referencesOfExpression("contains(params.x, 'always()')"))).toBe(
      false,
    );
  });
});
