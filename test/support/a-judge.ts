import type { ExamplesSpec } from '../../evaluation/examples-file.ts';
import type { KeptJudge, VerdictCounts } from '../../evaluation/judge.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { JudgeSpec } from '../../app/domain/judge-spec.ts';
import { ACCURACY } from './a-table.ts';

/** A judge that says of single answers whether they pass, which is the metric `acc`. */
export const JUDGE: JudgeSpec = {
  metric: 'acc',
  model: 'judge-1',
  floats: false,
  prompt: 'judge.md',
  promptFromCommand: 'judge.md',
  temperature: 0,
  seed: null,
  against: null,
  calibration: null,
};

/** Its verdicts, in a table as that of `ACCURACY`. */
export const VERDICTS: ExamplesSpec = {
  ...ACCURACY,
  verdicts: { verdict: 'correct', sample: null, first: null, scale: null },
};

const COUNTS: VerdictCounts = {
  items: 200,
  unjudged: 0,
  verdicts: 200,
  unparsed: 0,
  missing: 0,
  samples: 1,
  pairs: null,
};

/** What is kept of one whose prompt says this. */
export function keptJudge(
  counts: Partial<VerdictCounts> = {},
  { calibration = null, prompt = '' }: Partial<KeptJudge> & { readonly prompt?: string } = {},
): KeptJudge {
  return { digest: digestOf(`judge ${prompt}`), counts: { ...COUNTS, ...counts }, calibration };
}
