import { expect, test } from 'vitest';
import { openMachine } from './begin-attempt.ts';

test('a byte order mark is no part of what a step writes: values, metrics, live metrics, summary', async () => {
  const machine = await openMachine();
  const mark = String.raw`\357\273\277`;
  const script = [
    `printf '${mark}best=3\\n' > "$MLPIPELINES_OUTPUT"`,
    `printf '${mark}{"auc": 0.9}' > metrics.json`,
    `printf '${mark}{"step": 1, "loss": 0.5}\\n' > live.jsonl`,
    `printf '${mark}# Well' > "$MLPIPELINES_SUMMARY"`,
  ].join('\n');
  const attempt = machine.begin({
    script,
    metrics: { path: 'metrics.json', live: 'live.jsonl' },
    outputs: [{ name: 'best', type: 'number', path: null, optional: false }],
  });
  const { products, message } = await attempt.outcome;
  expect(message).toBe(null);
  expect(products).toMatchObject({ outputs: { best: 3 }, metrics: { auc: 0.9 } });
  expect(attempt.reports).toContainEqual(
    expect.objectContaining({ type: 'metrics', samples: [{ step: 1, values: { loss: 0.5 } }] }),
  );
  expect(attempt.reports).toContainEqual(
    expect.objectContaining({ type: 'material', summary: '# Well' }),
  );
});
