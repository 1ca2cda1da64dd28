import type { SliceSelector } from '../domain/gate-spec.ts';

type Named = SliceSelector['by'];

/**
 * Which slices a gate means by `segment=prepaid`, or `plan=*, region=EU`: each column with a value, or with any. A comma
 * that no condition follows belongs to the value before it. A text: what is wrong, to end a sentence.
 */
export function sliceSelector(written: string, columns: readonly string[]): Named | string {
  const found = new Map<string, string | null>();
  for (const condition of conditionsIn(written)) {
    const at = condition.indexOf('=');
    const column = condition.slice(0, at).trim();
    const value = condition
      .slice(at + 1)
      .trim()
      .normalize();
    if (!columns.includes(column)) return `names no column of \`by\`: ${column}`;
    if (value === '') return `has no value for ${column}: write ${column}=* for each`;
    if (found.has(column)) return `names ${column} twice`;
    found.set(column, value === '*' ? null : value);
  }
  return Object.fromEntries(found);
}

function conditionsIn(written: string): readonly string[] {
  const conditions: string[] = [];
  for (const piece of written.split(',')) {
    if (conditions.length === 0 || piece.includes('=')) conditions.push(piece);
    else conditions.push(`${conditions.pop() ?? ''},${piece}`);
  }
  return conditions;
}
