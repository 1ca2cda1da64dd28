import { expect, test } from 'vitest';
import { planOf } from '../support/compile-text.ts';

test('a plan knows where each step begins, and a step that only moved is the same step', () => {
  const steps = 'steps:\n  a:\n    run: echo a\n  b: { run: echo b, needs: [a] }\n';
  const [plain, moved] = [`name: x\n${steps}`, `# Moves all.\n\nname: x\n${steps}`].map((text) =>
    planOf(text),
  );
  expect(plain?.lines).toEqual({ a: 3, b: 5 });
  expect(moved?.lines).toEqual({ a: 5, b: 7 });
  expect(moved?.steps).toEqual(plain?.steps);
});
