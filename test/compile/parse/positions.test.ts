import { describe, expect, test } from 'vitest';
import { sourceOffset } from '../../../app/compile/parse/source-offset.ts';
import { codesOf, compileText } from '../../support/compile-text.ts';

describe('a place inside a text', () => {
  /** What the file shows where a problem is marked. */
  const marked = (run: string): string[] => {
    const text = `name: a\nsteps:\n  a:\n    run: ${run}\n`;
    const lines = text.split('\n');
    return compileText(text).problems.map(
      ({ line, column, endLine, endColumn }) =>
        `${line - 3}: ${lines[line - 1]?.slice(column - 1, line === endLine ? endColumn - 1 : undefined)}`,
    );
  };

  test.each([
    ['a plain text', 'echo ${{ params.x }}', ['1: params.x']],
    ['double quotes', '"echo ${{ params.x }}"', ['1: params.x']],
    ['double quotes with escapes', '"echo \\"a\\"\\t\\u00e9 ${{ params.x }}"', ['1: params.x']],
    ['single quotes', "'it''s ${{ params.x }}'", ['1: params.x']],
    [
      'a literal block',
      '|\n      echo\n        deep ${{ params.x }}\n      echo ${{ params.y }}',
      ['3: params.x', '4: params.y'],
    ],
    [
      'a folded block',
      '>-\n      echo\n      ${{ params.x }}\n\n      ${{ params.y }}',
      ['3: params.x', '5: params.y'],
    ],
    ['a block with a comment', '| # note\n      ${{ params.x }}', ['2: params.x']],
    ['several lines of a plain text', 'echo\n      more ${{ params.x }}', ['2: params.x']],
    ['several lines in quotes', '"echo\n      more \\\n      ${{ params.x }}"', ['3: params.x']],
  ])('is found in %s', (_, run, expected) => {
    expect(marked(run)).toEqual(expected);
  });

  test('never lies outside of the text', () => {
    const map = sourceOffset('"a"', 'abc');
    expect([-1, 0, 1, 2, 3, 99].map((offset) => map(offset))).toEqual([1, 1, 2, 3, 3, 3]);
  });
});

describe('a place in the file', () => {
  test('is the key for what is unknown and the value for what is wrong', () => {
    expect(codesOf('name: a\nsteps:\n  a:\n    cmd: x\n    run: x\n    kind: trane\n')).toEqual([
      '4:5 unknown-key',
      '6:11 wrong-value',
    ]);
  });

  test('is where a merged value stands, once for all that merge it', () => {
    const text =
      'name: a\nx-b: &b\n  kind: trane\nsteps:\n  a: { <<: *b, run: x }\n  b: { <<: *b, run: x }\n';
    expect(codesOf(text)).toEqual(['3:9 wrong-value']);
  });

  test('is where an aliased value stands', () => {
    const text =
      'name: a\nx-b: &b { metric: a }\nsteps:\n  a: { run: x, metrics: m.json, gates: { g: *b } }\n';
    expect(codesOf(text)).toEqual(['4:42 gate-form']);
  });
});

describe('all problems', () => {
  test('of syntax, structure, meaning and evaluation come at once, in the order of the lines', () => {
    const text = `name: a
env: { A: \${{ github.ref }} }
on: { push: { branch: [main] } }
params: { n: { type: number, default: x } }
steps:
  a:
    if: !failure()
    needs: [c]
    run: echo \${{ params.m }}
  b:
    needs: [b2]
    timeout: 7h
    run: x
  c: { strategy: { matrix: { s: [1, 1] } }, needs: [a], run: x }
`;
    expect(codesOf(text)).toEqual([
      '2:11 unquoted-expression',
      '3:15 unknown-key',
      '4:39 param-default',
      '7:9 unquoted-tag',
      '8:13 cycle',
      '9:19 unknown-param',
      '11:13 unknown-step',
      '12:14 hosted-timeout',
      '14:28 bad-matrix',
    ]);
  });

  test('about one thing are one problem', () => {
    // A step that was left out for its own mistake is neither unknown to others nor without an action.
    const text = `name: a
steps:
  a: { run: [x], outputs: { o: { type: flie, path: o } } }
  b: { needs: [a], inputs: { o: a.o, p: { pipeline: x, output: a.b } }, run: "echo \${{ inputs.p.path }} \${{ steps.a.outputs.o.path }}" }
  my step: { run: x }
  c: { needs: ["my step"], run: x }
`;
    expect(codesOf(text)).toEqual([
      '3:13 wrong-type',
      '3:40 wrong-value',
      '4:43 not-yet',
      '5:3 wrong-name',
      '6:16 wrong-form',
    ]);
  });
});
