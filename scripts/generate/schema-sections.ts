import { keysOfSchema } from '../../schemas/key-paths.ts';

/** What a reader wants to know of a key, as its schema says it. */
export type KeyRule = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly examples?: readonly unknown[];
};

export type SectionKey = {
  /** From the top of the file: `steps.*.checkpoint.every`. */
  readonly path: string;
  /** From its section: `every`. */
  readonly name: string;
  readonly rule: KeyRule;
  readonly isRequired: boolean;
};

export type SchemaSection = {
  /** Empty: the top of the file. */
  readonly path: string;
  readonly description: string;
  readonly keys: readonly SectionKey[];
};

/**
 * The keys of a file in sections: its top, each of its maps, a step, each map of a step. What lies deeper stands in the
 * section that it belongs to, by its path from there.
 */
export function schemaSections(schema: object): readonly SchemaSection[] {
  const about = new Map<string, string>();
  const sections = new Map<string, SectionKey[]>([['', []]]);
  for (const { path, rule, isRequired } of keysOfSchema({ ...schema })) {
    const { description }: KeyRule = rule;
    about.set(path, description ?? about.get(path.replace(/\.\*$/, '')) ?? '');
    const section = sectionOf(path);
    if (path === section) continue;
    const keys = sections.get(section) ?? [];
    sections.set(section, keys);
    const name = section === '' ? path : path.slice(section.length + 1);
    // Where a list is short for its one item, or the other way round, both have the same keys.
    keys.push({ path, name, rule, isRequired });
  }
  return [...sections].map(([path, keys]) => {
    const description = about.get(path) ?? about.get(path.replace(/\[\]$/, '')) ?? '';
    return { path, description, keys };
  });
}

/** Two levels have sections of their own: the top, and a step. What the author names, and an item of a list, is no level. */
function sectionOf(path: string): string {
  const parts = path.split('.');
  const level = parts[0] === 'steps' ? 2 : 0;
  const [head, next] = parts.slice(level);
  if (head === undefined || parts.length === level) return parts.slice(0, level).join('.');
  const above = parts.slice(0, level);
  if (next === undefined) return level === 2 && parts.length === 1 ? '' : above.join('.');
  return [...above, head, ...(next === '*' ? [next] : [])].join('.');
}
