import { parseSync } from 'oxc-parser';
import { check } from 'recheck';
import { describe, expect, test } from 'vitest';
import { filesIn, read, sources } from '../scripts/house/read-sources.ts';

const ENOUGH_MS = 60_000;

describe('a regular expression', () => {
  test('never takes more than time in proportion to the text, whoever wrote it', async () => {
    const found = [...sources().flatMap(inSource), ...filesIn('schemas').flatMap(inSchema)];
    expect(found.length).toBeGreaterThan(100);
    const slow: string[] = [];
    for (const { file, source, flags } of found) {
      // By automata, whose answer is always the same: so none looks ahead or behind, which they do not read. Sets of the
      // flag `v` are not read by the checker either, and none of ours uses them.
      const options = { checker: 'automaton', timeout: ENOUGH_MS } as const;
      const answer = await check(source, flags.replace('v', 'u'), options);
      if (answer.status !== 'safe') slow.push(`${file}: /${source}/${flags} is ${answer.status}`);
    }
    expect(slow).toEqual([]);
  });
});

type Found = { readonly file: string; readonly source: string; readonly flags: string };

function inSource(file: string): Found[] {
  return partsOf(parseSync(file, read(file)).program).flatMap((part) => {
    const regex: unknown = 'regex' in part ? part.regex : null;
    if (typeof regex !== 'object' || regex === null) return [];
    const [source, flags] = [
      'pattern' in regex ? regex.pattern : '',
      'flags' in regex ? regex.flags : '',
    ];
    return [{ file, source: String(source), flags: String(flags) }];
  });
}

/** What values and names of a schema are held against, with the flag that ajv gives it. */
function inSchema(file: string): Found[] {
  if (!file.endsWith('.schema.json')) return [];
  return partsOf(JSON.parse(read(file))).flatMap((part) => {
    const pattern = 'pattern' in part && typeof part.pattern === 'string' ? [part.pattern] : [];
    const names = 'patternProperties' in part ? Object.keys(part.patternProperties ?? {}) : [];
    return [...pattern, ...names].map((source) => ({ file, source, flags: 'u' }));
  });
}

function partsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}
