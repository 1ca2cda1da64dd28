import { canonicalJson } from '../../domain/digest.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { shortened } from '../../../text/shortened.ts';

const MOST_NAMED = 3;

/** Says that a run that takes over from another has other params; null: they are the same. */
export function paramsNote(plan: Plan, earlier: RunHeader): string | null {
  const all = otherParams(plan, earlier);
  if (all.length === 0) return null;
  const told = all.slice(0, MOST_NAMED).map(({ name, now, before }) => {
    return `${name}=${now} (there ${before})`;
  });
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
  return `its params differ from those of #${runNumber(earlier)}: ${told.join(', ')}${more}`;
}

type OtherParam = { readonly name: string; readonly now: string; readonly before: string };

/** Params that had another value in an earlier run, as texts. */
export function otherParams({ paramValues }: Plan, earlier: RunHeader): readonly OtherParam[] {
  return Object.keys(paramValues).flatMap((name) => {
    const [now, before] = [paramValues[name], earlier.params[name]];
    const isSame = canonicalJson(now ?? null) === canonicalJson(before ?? null);
    return isSame ? [] : [{ name, now: textOf(now), before: textOf(before) }];
  });
}

const LONGEST_TEXT = 40;

function textOf(value: Plan['paramValues'][string] | undefined): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return shortened(text, LONGEST_TEXT);
}
