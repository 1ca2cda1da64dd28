/** Numbers in [0, 1) that depend on the seed alone: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Chance = () => number;
type Mutation = (text: string, chance: Chance) => string;

/** What a hand, a merge or an editor does to a file, and what an attacker would. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flip a byte': (text, chance) => {
    const bytes = Buffer.from(text);
    if (bytes.length === 0) return text;
    const at = below(bytes.length, chance);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8, chance));
    return bytes.toString('utf8');
  },
  'swap two lines': (text, chance) => {
    const lines = text.split('\n');
    const [a, b] = [below(lines.length, chance), below(lines.length, chance)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return lines.join('\n');
  },
  'delete a line': (text, chance) => {
    const lines = text.split('\n');
    lines.splice(below(lines.length, chance), 1);
    return lines.join('\n');
  },
  'duplicate lines': (text, chance) => {
    const lines = text.split('\n');
    const from = below(lines.length, chance);
    const block = lines.slice(from, from + 1 + below(6, chance));
    lines.splice(below(lines.length, chance), 0, ...block);
    return lines.join('\n');
  },
  'change an indent': (text, chance) => {
    const lines = text.split('\n');
    const at = below(lines.length, chance);
    lines[at] = ' '.repeat(below(8, chance)) + (lines[at] ?? '').trimStart();
    return lines.join('\n');
  },
  'swap two values': (text, chance) => {
    const values = [...text.matchAll(/: ([^\n]+)/g)];
    const [a, b] = [pick(values, chance), pick(values, chance)];
    if (a === undefined || b === undefined || a.index >= b.index) return text;
    const [endA, endB] = [a.index + a[0].length, b.index + b[0].length];
    return text.slice(0, a.index) + b[0] + text.slice(endA, b.index) + a[0] + text.slice(endB);
  },
  'set a value': (text, chance) => {
    const found = pick([...text.matchAll(/: ([^\n]+)/g)], chance);
    if (found === undefined) return text;
    const rest = text.slice(found.index + found[0].length);
    return `${text.slice(0, found.index)}: ${pick(TOKENS, chance) ?? ''}${rest}`;
  },
  'rename a key': (text, chance) => {
    const keys = [...text.matchAll(/([\w-]+):/g)];
    const [a, b] = [pick(keys, chance), pick(keys, chance)];
    if (a === undefined || b === undefined) return text;
    return text.slice(0, a.index) + b[0] + text.slice(a.index + a[0].length);
  },
  'delete a stretch': (text, chance) => {
    const at = below(text.length, chance);
    return text.slice(0, at) + text.slice(at + 1 + below(40, chance));
  },
  'insert a token': (text, chance) => {
    const at = below(text.length + 1, chance);
    return text.slice(0, at) + (pick(TOKENS, chance) ?? '') + text.slice(at);
  },
};

// prettier-ignore
const TOKENS = [
  '\t', '\n', '\r', '\r\n', '\0', '\uFEFF', '\u2028', '\uD800', '🙂', ' ', '  ', '#', ' # ',
  '---\n', '...\n', '%YAML 9.9\n', ':', ': ', '- ', '? ', ',', '{', '}', '[', ']', '"', "'", '|',
  '>', '|\n', '!', '!!binary ', '!<x> ', '&a ', '*a', '<<: *a', '<<: ', '${{', '}}', '${{ }}',
  '${{ params.x }}', '${{ steps.a.outputs.b }}', '${{ secrets.X }}', "${{ fromJSON('[') }}",
  '${{ ((((((((1 }}', 'null', '~', 'true', 'no', '-1', '0', '1e999', '.nan', '.inf', '0x10',
  '3.10', '99999999999999999999', '2026-01-01', '""', '{}', '[]', '__proto__', 'constructor',
  'toString', 'needs: [a]', 'train.model', 'a.b.c', '../../etc/passwd', '/', '100000000d',
  '1e400 USD', 'x99999',
];

/** `rounds` mutations, one upon the other. */
export function mutate(
  text: string,
  rounds: number,
  chance: Chance,
): { text: string; by: string[] } {
  const by: string[] = [];
  let mutated = text;
  for (let round = 0; round < rounds; round += 1) {
    const name = pick(Object.keys(MUTATIONS), chance) ?? '';
    by.push(name);
    mutated = MUTATIONS[name]?.(mutated, chance) ?? mutated;
  }
  return { text: mutated, by };
}

/** A whole number from 0 to `limit` - 1. */
export function below(limit: number, chance: Chance): number {
  return Math.floor(chance() * limit);
}

export function pick<T>(items: readonly T[], chance: Chance): T | undefined {
  return items[below(items.length, chance)];
}
