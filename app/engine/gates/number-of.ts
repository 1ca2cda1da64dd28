import { ownValue } from '../../domain/own-value.ts';

/** A number that was written with how sure it is has its own name, and `name.value` too. */
export function numberOf(
  metrics: Readonly<Record<string, number>>,
  name: string,
): number | undefined {
  const known = ownValue(metrics, name);
  return (
    known ?? (name.endsWith(VALUE) ? ownValue(metrics, name.slice(0, -VALUE.length)) : undefined)
  );
}

const VALUE = '.value';
