import { setImmediate } from 'node:timers/promises';
import type { CompileResult } from '../../compile/compile-request.ts';
import type { Plan } from '../../domain/plan.ts';

/**
 * A result as texts of JSON, its plan's steps some at a time: 10,000 of them in one message take a thread a quarter of a
 * second to unpack, in which nothing else happens.
 */
export type PackedResult = { readonly rest: string; readonly steps: readonly string[] };

const AT_ONCE = 250;

export function packed({ plan, ...others }: CompileResult): PackedResult {
  if (plan === null) return { rest: JSON.stringify({ ...others, plan }), steps: [] };
  const { steps, ...rest } = plan;
  const texts: string[] = [];
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    texts.push(JSON.stringify(steps.slice(at, at + AT_ONCE)));
  }
  return { rest: JSON.stringify({ ...others, plan: { ...rest, steps: [] } }), steps: texts };
}

/** Unpacks it, and lets others have their turn meanwhile. */
export async function unpacked({ rest, steps: texts }: PackedResult): Promise<CompileResult> {
  const result: CompileResult = JSON.parse(rest);
  if (result.plan === null) return result;
  const steps: Plan['steps'][number][] = [];
  for (const [index, text] of texts.entries()) {
    if (index > 0) await setImmediate();
    const some: Plan['steps'] = JSON.parse(text);
    for (const step of some) steps.push(step);
  }
  return { ...result, plan: { ...result.plan, steps } };
}
