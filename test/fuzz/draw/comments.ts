import { HOSTILE } from '../../reports/hostile-texts.ts';

/** Comments as people write them under a pull request, and as nobody should. */
export const COMMENTS: readonly string[] = [
  '/mlp run churn epochs=3 note="it is"\n/mlp approve #12',
  '/mlp run fuzzed epochs=3',
  '/mlp plan',
  '/mlp status\n/mlp help',
  '/mlp override fuzzed only quality because it is known\r\n',
  '/retrain --epochs=5\n\n```\n/mlp cancel\n```\n<!-- /mlp ok -->',
  '/retrain epochs=1e400 note="\0"',
  '/mlp rerun failed #1\n/mlp logs only\n/mlp trust @bob\n/mlp ok 0123abc',
  '/mlp cancel #1',
  '/mlp schedule pause fuzzed',
  '/mlp reject 1 only',
  ...HOSTILE.map(([, text]) => text),
];
