import type { Demand, Gate, Question, RowFact } from './demand-facts.ts';

/* The other half of the oracle: what was measured against what is asked for, with nothing of the App either. */

/** The newest run that nobody typed params for has passed, in every row, all that is asked for; null: it has. */
export function whyUnmet(demand: Demand, question: Question): string | null {
  const { pipeline, step } = demand;
  const judge = question.runs.find(
    (run) => run.pipeline === pipeline && run.sha === question.sha && !run.typed,
  );
  if (judge === undefined) return 'no run without typed params';
  if (!judge.isOver) return 'the run that judges is not over';
  const rows = judge.rows.filter((row) => row.step === step);
  const wanted = demand.rows ?? rows.map(({ key }) => key);
  if (wanted.length === 0) return 'it has no rows';
  const reasons = wanted.flatMap((key) => {
    const row = rows.find((each) => each.key === key);
    return whyNotPassed(key, row, demand, question) ?? [];
  });
  return reasons[0] ?? null;
}

function whyNotPassed(
  key: string,
  row: RowFact | undefined,
  demand: Demand,
  question: Question,
): string | null {
  if (row?.result !== 'success') return `${key} was ${row?.result ?? 'not there'}`;
  const failing = demand.gates.find((gate) => !isPassed(gate, row, demand, question));
  return failing === undefined ? null : `${key} fails on ${JSON.stringify(failing)}`;
}

function isPassed(gate: Gate, row: RowFact, demand: Demand, question: Question): boolean {
  if (gate.severity === 'warn') return true;
  const value = row.metrics[gate.metric];
  if (value === undefined) return false;
  if (gate.value !== undefined) return compare(gate.op ?? '', value, gate.value);
  if (gate.than !== undefined) return isNoWorse(gate, demand, value, row.metrics[gate.than]);
  const before = baselineOf(row.key, demand, question);
  if (before === null) return gate['if-missing'] !== 'fail';
  return isNoWorse(gate, demand, value, before.metrics[gate.metric]);
}

/** The newest measured row of that name at the nearest commit that has one. */
function baselineOf(key: string, { pipeline }: Demand, { runs, bases }: Question): RowFact | null {
  for (const sha of bases) {
    for (const run of runs.filter((each) => each.sha === sha && each.pipeline === pipeline)) {
      const row = run.rows.find((each) => each.key === key);
      if (row?.result === 'success' || row?.result === 'rejected') return row;
    }
  }
  return null;
}

function isNoWorse(
  { metric, tolerance = 0 }: Gate,
  { minimize }: Demand,
  value: number,
  bar: number | undefined,
): boolean {
  if (bar === undefined) return false;
  const slack =
    typeof tolerance === 'number'
      ? tolerance
      : Math.abs(bar) * (Number.parseFloat(tolerance) / 100);
  return minimize.includes(metric) ? value <= bar + slack : value >= bar - slack;
}

function compare(op: string, value: number, limit: number): boolean {
  switch (op) {
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
    case '<=':
      return value <= limit;
    case '<':
      return value < limit;
    default:
      throw new Error(`the oracle does not know ${op}`);
  }
}
