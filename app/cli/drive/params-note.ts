import { canonicalJson } from '../../domain/digest.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';

const MOST_NAMED = 3;

/** Says that a run that takes over from another has other params; null: they are the same. */
export function paramsNote({ paramValues }: Plan, earlier: RunHeader): string | null {
  const names = Object.keys(paramValues).filter(
    (name) =>
      canonicalJson(paramValues[name] ?? null) !== canonicalJson(earlier.params[name] ?? null),
  );
  if (names.length === 0) return null;
  const told = names.slice(0, MOST_NAMED).map((name) => {
    return `${name}=${textOf(paramValues[name])} (there ${textOf(earlier.params[name])})`;
  });
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `its params differ from those of #${runNumber(earlier)}: ${told.join(', ')}${more}`;
}

const LONGEST_TEXT = 40;

function textOf(value: Plan['paramValues'][string] | undefined): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
