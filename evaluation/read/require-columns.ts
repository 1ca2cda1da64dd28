import { closestName } from '../../text/closest-name.ts';
import { BadExamples } from './bad-examples.ts';

type Quoted = (text: string) => string;

const MOST_NAMES = 20;

/** Throws `BadExamples` unless each column that is wanted stands there, and once. */
export function requireColumns(
  wanted: readonly string[],
  there: readonly string[],
  quoted: Quoted,
): void {
  const counted = Map.groupBy(there, (name) => name);
  for (const name of wanted) {
    const times = counted.get(name)?.length ?? 0;
    if (times > 1) throw new BadExamples(`column ${name} stands in it ${times} times`);
    if (times === 0) throw new BadExamples(whyMissing(name, there, quoted));
  }
}

function whyMissing(name: string, there: readonly string[], quoted: Quoted): string {
  const near = closestName(name, there);
  if (near !== null) return `it has no column ${name}: did you mean ${quoted(near)}?`;
  const shown = there.slice(0, MOST_NAMES).map((other) => quoted(other));
  const more = there.length > MOST_NAMES ? [`${there.length - MOST_NAMES} more`] : [];
  return `it has no column ${name}; it has ${[...shown, ...more].join(', ') || 'none'}`;
}
