import { describe, expect, test } from 'vitest';
import { VerdictFold } from '../../../evaluation/judge/verdict-fold.ts';
import { spoiled } from '../simulate/spoil-evaluation.ts';
import { fold, LAWS } from './fold-laws.ts';
import { plainOf } from '../../support/plain-examples.ts';

describe('VerdictFold', () => {
  test.each(LAWS)('$law', ({ holds }) => {
    expect(holds(VerdictFold)).toBe(true);
  });

  test('samples of a pair are matched by their sample, each with both orders', () => {
    const { values, counts } = fold(
      VerdictFold,
      [
        ['a', '0', 'c', 1],
        ['a', '1', 'b', 0],
        ['a', '0', 'b', 1],
        ['a', '1', 'c', 1],
      ],
      { first: 'first', sample: 'sample' },
    );
    expect(values).toEqual({ a: 0.75 });
    expect(counts).toEqual({
      items: 1,
      unjudged: 0,
      verdicts: 4,
      unparsed: 0,
      missing: 0,
      samples: 2,
      pairs: { complete: 2, split: 1, decided: 4, first: 3 },
    });
  });

  test('two verdicts that nothing tells apart are refused', () => {
    const twice = (form: object, rows: Parameters<typeof fold>[1]) => () =>
      fold(VerdictFold, rows, form);
    expect(
      twice({}, [
        ['a', null, null, 1],
        ['a', null, null, 0],
      ]),
    ).toThrow('its item has a verdict already: if it is judged several times, name the column');
    expect(
      twice({ sample: 'try', first: 'first' }, [
        ['a', '1', 'c', null],
        ['a', '1', 'c', 0],
      ]),
    ).toThrow('its item has a verdict in this order of this `try` already');
  });

  test('an item belongs to one cluster', () => {
    const all = new VerdictFold({ verdict: 'v', sample: 'n', first: null, scale: null });
    const row = { id: 'a', sample: '1', candidateFirst: null, verdict: 1 };
    expect(all.take({ ...row, cluster: 'x' })).toBeNull();
    expect(all.take({ ...row, sample: '2', cluster: 'y' })).toContain('another cluster');
    expect(plainOf(all.end().examples).clusters).toEqual(['x']);
  });
});

/** Each replaces one text that stands exactly once, and breaks a law. */
const FAULTS = [
  { breaks: 'one order is enough', from: 'one == null || other == null', to: 'one == null' },
  {
    breaks: 'ties are dropped',
    from: 'add(pair.item, won === wonToo ? won : 0.5);',
    to: 'if (won === wonToo && won !== 0.5) add(pair.item, won);',
  },
  { breaks: 'the second order is not turned round', from: '[one, 1 - other]', to: '[one, other]' },
  {
    breaks: 'what cannot be read is not counted',
    from: 'if (row.verdict === null) this.#unparsed += 1;',
    to: '',
  },
  {
    breaks: 'what cannot be read fails',
    from: 'if (row.verdict !== null) add(item, row.verdict);',
    to: 'add(item, row.verdict ?? 0);',
  },
  {
    breaks: 'samples are summed, not meant',
    from: 'judged.map(([, { sum, n }]) => sum / n)',
    to: 'judged.map(([, { sum }]) => sum)',
  },
  {
    breaks: 'samples are items',
    from: 'const known = this.#items.get(id);',
    to: 'const known = undefined;',
  },
] as const;

describe('a fault in the sum is told', () => {
  test.each(FAULTS)('$breaks', async ({ breaks, from, to }) => {
    const { load, remove } = await spoiled({ breaks, file: 'judge/verdict-fold.ts', from, to });
    try {
      const { VerdictFold: Spoiled } = load('judge/verdict-fold.ts') as {
        VerdictFold: typeof VerdictFold;
      };
      expect(LAWS.filter(({ holds }) => !safely(() => holds(Spoiled)))).not.toEqual([]);
    } finally {
      await remove();
    }
  });
});

function safely(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}
