import { describe, expect, test } from 'vitest';
import { evaluateCondition } from '../../app/expressions/evaluate-condition.ts';
import { evaluateExpression } from '../../app/expressions/evaluate-expression.ts';
import type { Contexts } from '../../app/expressions/contexts.ts';
import type { Json } from '../../app/domain/json.ts';

const CONTEXTS: Contexts = {
  params: { epochs: 20, backbone: 'small', lr: 1.5e-9, flags: ['a', 'b'] },
  steps: {
    data: { result: 'success', outputs: { shards: '["a","b"]', rows: 10, list: [1, 2] } },
    skipped: {
      result: 'skipped',
      outputs: { text: '', model: { path: '', digest: '', size: '' } },
    },
    train: { result: 'success', cells: [{ metrics: { auc: 0.9 } }, { metrics: {} }] },
  },
  github: { ref: 'refs/heads/main', head_ref: '' },
};

function valueOf(text: string, contexts = CONTEXTS): Json {
  const result = evaluateExpression(text, contexts);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function messageOf(text: string, contexts = CONTEXTS): string {
  const result = evaluateExpression(text, contexts);
  return result.ok ? `no error: ${JSON.stringify(result.value)}` : result.message;
}

describe('an expression', () => {
  test.each<[string, Json]>([
    ['params.epochs', 20],
    ['params.epochs == 20 && params.backbone', 'small'],
    ["params.backbone == 'SMALL'", true],
    ['PARAMS.Epochs', 20],
    ["params['epochs']", 20],
    ['fromJSON(steps.data.outputs.shards)[1]', 'b'],
    ['fromJSON(steps.data.outputs.list)', [1, 2]],
    ["contains(params.flags, 'b')", true],
    ["format('{0}-{1}', params.epochs, 'x')", '20-x'],
    ["join(params.flags, '/')", 'a/b'],
    ["startsWith(github.ref, 'refs/heads/') && endsWith(github.ref, 'main')", true],
    ["case(params.epochs > 10, 'long', 'short')", 'long'],
    ["'it''s ''quoted'''", "it's 'quoted'"],
    ['steps.train.cells.*.metrics.auc', [0.9]],
    [
      'toJSON(fromJSON(\'{"constructor": 1, "__proto__": 2}\'))',
      '{\n  "constructor": 1,\n  "__proto__": 2\n}',
    ],
    ["steps.skipped.outputs.text || 'default'", 'default'],
    ["steps.skipped.outputs.model.path || 'none'", 'none'],
    ['!cancelled', null],
  ])('%s', (text, expected) => {
    if (expected === null) expect(evaluateExpression(text, CONTEXTS).ok).toBe(false);
    else expect(valueOf(text)).toEqual(expected);
  });

  test('keeps small numbers exact when they become text', () => {
    expect(valueOf("format('{0}', params.lr)")).toBe('1.5e-9');
  });

  test('names what is missing instead of being quietly empty', () => {
    expect(messageOf('params.epoch')).toMatchInlineSnapshot(
      `"\${{ params.epoch }}: \`params\` has no \`epoch\`: did you mean \`epochs\`?"`,
    );
    expect(messageOf('steps.train.metrics.auc < 0.9')).toMatchInlineSnapshot(
      `"\${{ steps.train.metrics.auc < 0.9 }}: \`steps.train\` has no \`metrics\`: it has result, cells"`,
    );
    expect(messageOf('steps.train.cells[1].metrics.auc')).toMatchInlineSnapshot(
      `"\${{ steps.train.cells[1].metrics.auc }}: \`steps.train.cells.1.metrics\` has no \`auc\`: it is empty"`,
    );
    expect(messageOf('steps.train.cells[2]')).toMatchInlineSnapshot(
      `"\${{ steps.train.cells[2] }}: \`steps.train.cells\` has 2 items, so it has no \`2\`"`,
    );
    expect(messageOf('params.epochs.x')).toMatchInlineSnapshot(
      `"\${{ params.epochs.x }}: \`params.epochs\` is the number 20, so it has no \`x\`"`,
    );
    expect(messageOf('matrix.seed')).toMatchInlineSnapshot(
      `"\${{ matrix.seed }}: there is no \`matrix\` here"`,
    );
    expect(messageOf('params.constructor')).toContain('has no `constructor`');
    expect(messageOf('params.__proto__')).toContain('has no `__proto__`');
  });

  test('says what is wrong with its grammar and what to write', () => {
    expect(messageOf('stpes.data')).toContain('did you mean `steps`?');
    expect(messageOf('params.epochs = 1')).toContain('equal is ==');
    expect(messageOf('params.epochs * 2')).toContain('no arithmetic');
    expect(messageOf('params.backbone == "small"')).toContain('single quotes');
    expect(messageOf("params.backbone == 'small")).toContain('no closing quote');
    expect(messageOf('tojsn(params)')).toContain('did you mean `toJSON`?');
    expect(messageOf("hashFiles('**/x')")).toContain('hashFiles is not available');
    expect(messageOf('constructor(1)')).toContain('there is no function `constructor`');
    expect(messageOf(' ')).toContain('empty');
    expect(messageOf('(params.epochs')).toContain('ends too early');
    expect(messageOf('x'.repeat(30_000))).toContain('longer than');
    expect(messageOf(`${'('.repeat(100)}1${')'.repeat(100)}`)).toContain('depth');
  });

  test('that asks how steps ended works only where there is an answer', () => {
    const status = { succeeded: false, failed: true, cancelled: false };
    expect(evaluateCondition('failure() && !success()', {}, status)).toEqual({
      ok: true,
      value: true,
    });
    expect(evaluateCondition('always()', {}, status)).toEqual({ ok: true, value: true });
    expect(evaluateCondition("''", {}, status)).toEqual({ ok: true, value: false });
    expect(messageOf('failure()')).toContain('only available in `if`');
  });

  test('reads one value of a context of 10,000 steps without converting the rest', () => {
    const touched: string[] = [];
    const steps = new Proxy<Record<string, Json>>(
      { a: 1, b: 2 },
      {
        get: (target, key) => {
          touched.push(String(key));
          return target[String(key)];
        },
      },
    );
    expect(valueOf('steps.a', { steps })).toBe(1);
    expect(touched).not.toContain('b');
  });
});
