import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { measures } from '../measures.ts';
import { eachStep, type Check } from './checked-file.ts';

/** Gates: one thing to compare with, and all that belongs to it. */
export const checkGates: Check = (checked) =>
  eachStep(checked, ({ step, path }) => {
    const gates = Object.entries(step.gates ?? {});
    const isBlind = gates.length > 0 && !measures(step);
    const isTold =
      checked.damage.touches([...path, 'metrics']) || checked.damage.touches([...path, 'run']);
    return [
      ...(isBlind && !isTold ? [withoutMetrics(path)] : []),
      ...goalTwice(step, path),
      ...gates.flatMap(([name, gate]) => {
        const place = [...path, 'gates', name];
        return checked.damage.touches(place) ? [] : checkGate(step, gate, place);
      }),
    ];
  });

type Gate = NonNullable<Step['gates']>[string];

function withoutMetrics(path: Path): Finding {
  const hint = 'write `metrics: metrics.json`, the file that the command writes them to';
  const message = 'this step has gates, but no `metrics` to judge';
  return finding('gate-without-metrics', [...path, 'gates'], message, { part: 'key', hint });
}

function goalTwice({ metrics }: Step, path: Path): Finding[] {
  if (typeof metrics !== 'object') return [];
  return (metrics.minimize ?? []).flatMap((name, index) => {
    if (metrics.maximize?.includes(name) !== true) return [];
    const message = `\`${name}\` is both in \`maximize\` and in \`minimize\``;
    const place = [...path, 'metrics', 'minimize', index];
    return [finding('goal-twice', place, message, { hint: 'keep one of the two' })];
  });
}

function checkGate(step: Step, gate: Gate, place: Path): Finding[] {
  const tell = (code: ProblemCode, key: string | null, message: string, hint: string): Finding =>
    finding(code, key === null ? place : [...place, key], message, { part: 'key', hint });
  const against = (['value', 'baseline', 'than'] as const).filter((key) => gate[key] !== undefined);
  const [kind, second] = against;
  if (kind === undefined && gate.op !== undefined) {
    return [tell('gate-form', 'op', '`op` needs a `value`', 'write `value: 0.9` beside it')];
  }
  if (kind === undefined) {
    const message = 'a gate needs one of `value`, `baseline` and `than`';
    return [tell('gate-form', null, message, 'write `op: ">="` and `value: 0.9`')];
  }
  if (second !== undefined) {
    const message = `a gate is held against one thing: it has \`${against.join('` and `')}\``;
    return [tell('gate-form', second, message, 'make two gates of it')];
  }
  return kind === 'value' ? checkValue(gate, tell) : checkComparison(step, gate, kind, tell);
}

type Tell = (code: ProblemCode, key: string | null, message: string, hint: string) => Finding;

function checkValue(gate: Gate, tell: Tell): Finding[] {
  const found: Finding[] = [];
  if (gate.op === undefined) {
    found.push(tell('gate-form', null, '`value` needs an `op`', 'write `op: ">="` or `op: "<="`'));
  }
  found.push(...misplacedBounds(gate, 'value', tell));
  for (const key of ['tolerance', 'if-missing'] as const) {
    if (gate[key] === undefined) continue;
    const message = `\`${key}\` belongs to \`baseline\` and \`than\`, not to \`value\``;
    found.push(tell('gate-form', key, message, 'leave it out: a missing metric fails the gate'));
  }
  return found;
}

function checkComparison(step: Step, gate: Gate, kind: 'baseline' | 'than', tell: Tell): Finding[] {
  const found: Finding[] = [];
  if (gate.op !== undefined) {
    const message = `\`op\` belongs to \`value\`, not to \`${kind}\``;
    found.push(
      tell(
        'gate-form',
        'op',
        message,
        'leave it out: `maximize` and `minimize` say which way is better',
      ),
    );
  }
  found.push(...(kind === 'than' ? misplacedBounds(gate, kind, tell) : []));
  if (gate.than === gate.metric) {
    found.push(
      tell('gate-form', 'than', 'a metric is never worse than itself', 'name another metric'),
    );
  }
  if (!hasGoal(step, gate.metric)) {
    const message = `it is not known whether more or less \`${gate.metric}\` is better`;
    const hint = `write \`metrics: { path: …, maximize: [${gate.metric}] }\`, or \`minimize\``;
    found.push(tell('gate-goal', 'metric', message, hint));
  }
  return found;
}

const BOUNDS = ['confidence', 'on-inconclusive'] as const;

function misplacedBounds(gate: Gate, kind: 'value' | 'than', tell: Tell): Finding[] {
  return BOUNDS.flatMap((key) => {
    if (gate[key] === undefined) return [];
    const message = `\`${key}\` belongs to \`baseline\`, not to \`${kind}\``;
    return [tell('gate-form', key, message, 'leave it out: the number itself is judged')];
  });
}

function hasGoal({ metrics, report }: Step, name: string): boolean {
  if (report?.judge?.metric === name) return true;
  if (typeof metrics !== 'object') return false;
  return [...(metrics.maximize ?? []), ...(metrics.minimize ?? [])].includes(name);
}
