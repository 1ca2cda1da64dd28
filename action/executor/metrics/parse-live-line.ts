import type { MetricsReport } from '../../../schemas/attempt-report.generated.ts';
import { mayBeMap } from '../../../text/may-be-map.ts';
import { withoutMark } from '../../../text/without-mark.ts';
import type { Mask } from '../output/mask-secrets.ts';
import { problemText, type MetricProblem } from './metric-problems.ts';
import { flattenMetrics, isMap, parseJson } from './parse-metrics.ts';

type LiveSample = MetricsReport['samples'][number];
type LiveLine = { readonly sample: LiveSample | null; readonly problem: string | null };

/** Reads one line of a live file: a JSON map with a number `step`. What is wrong is worded so that equal problems have equal words. */
export function parseLiveLine(line: string, mask: Mask): LiveLine {
  if (line.trim() === '') return { sample: null, problem: null };
  const map = parseMap(line);
  if (map === null)
    return bad('a line is not a JSON map; write one map a line, as {"step": 1, "loss": 0.5}.');
  const { numbers, problems } = flattenMetrics(map, mask);
  const step = numbers.get('step');
  if (step === undefined) return bad('a line has no number "step"; it is left out.');
  const values = Object.fromEntries([...numbers].filter(([name]) => name !== 'step'));
  const first = problems.find(({ kind }) => kind === 'not-finite') ?? problems[0];
  return { sample: { step, values }, problem: first === undefined ? null : leftOut(first) };
}

function leftOut(problem: MetricProblem): string {
  return `${problemText(problem)}; such values are left out.`;
}

function parseMap(line: string): object | null {
  const text = withoutMark(line);
  if (!mayBeMap(text)) return null;
  try {
    const value = parseJson(text);
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}

function bad(problem: string): LiveLine {
  return { sample: null, problem };
}
