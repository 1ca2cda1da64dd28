import type { Pipeline, Step } from '../../../schemas/pipeline.generated.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { secretOf } from '../secret-of.ts';
import { wholeDigits } from '../../../math/whole-number.ts';

/** Environment of a step over that of the pipeline; what is a secret stands apart, since no key or log may hold it. */
export function buildEnv(
  pipeline: Pipeline,
  step: Step,
): Pick<PlanStep, 'env' | 'secrets' | 'machineEnv'> {
  if (step.run === undefined) return { env: {}, secrets: {} };
  const env: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  const shorthand = (step.secrets ?? []).map((name) => [name, `\${{ secrets.${name} }}`] as const);
  const all = new Map([
    ...Object.entries(pipeline.env ?? {}),
    ...Object.entries(step.env ?? {}),
    ...shorthand,
  ]);
  const machineEnv = [...all].flatMap(([name, value]) => (value === null ? [name] : []));
  for (const [name, value] of all) {
    if (value === null) continue;
    const text = textOf(value);
    const secret = secretOf(text);
    if (secret === null) env[name] = text;
    else secrets[name] = secret;
  }
  return { env, secrets, ...(machineEnv.length === 0 ? {} : { machineEnv }) };
}

function textOf(value: string | number | boolean): string {
  return typeof value === 'number' ? (wholeDigits(value) ?? String(value)) : String(value);
}
