import { isList } from '../../../../domain/json.ts';
import type { Plan } from '../../../../domain/plan.ts';

/** `/retrain epochs=20`: a word that starts this pipeline, with a param as it is not now; null: it declares none, or has no such param. */
export function anotherCommand(plan: Plan): string | null {
  const word = commandWord(plan);
  if (word === null) return null;
  for (const [name, spec] of Object.entries(plan.params)) {
    const other = otherValue(spec, plan.paramValues[name]);
    if (other !== null) return `/${word} ${name}=${other}`;
  }
  return null;
}

/** The first word by which a comment starts a pipeline; null: none does. */
export function commandWord({ triggers }: Plan): string | null {
  const words = triggers['command'];
  const word = words !== undefined && isList(words) ? words[0] : undefined;
  return typeof word === 'string' ? word : null;
}

/** Null: of any text nobody knows another that makes sense. */
function otherValue(spec: Plan['params'][string], value: unknown): string | null {
  switch (spec.type) {
    case 'string':
      return null;
    case 'boolean':
      return String(value !== true);
    case 'choice':
      return spec.options?.find((option) => option !== value && !/\s/.test(option)) ?? null;
    case 'number':
      return typeof value === 'number' ? otherNumber(spec, value) : null;
  }
}

function otherNumber({ minimum, maximum }: Plan['params'][string], value: number): string | null {
  const isAllowed = (number: number) =>
    number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity) && number !== value;
  const halves = Number.isInteger(value) ? Math.trunc(value / 2) : value / 2;
  const other = [value * 2, halves].find(isAllowed);
  return other === undefined ? null : String(other);
}
