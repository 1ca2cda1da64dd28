import { byteLength } from '../../../text/bytes.ts';

/** GitHub refuses more than 65,535 bytes of UTF-8, not characters (github/docs#35252); this leaves room for the rest. */
export const MOST_BYTES = 60_000;

/** A part of a Markdown document whose rows can be left out from the end; `head` and `tail` go with any of them. */
export type Section = {
  readonly head: string;
  readonly rows: readonly string[];
  readonly tail: string;
  /** Stands in place of so many rows that had no room. */
  readonly more: (left: number) => string;
  /** Has its room before all that is not needed, wherever that stands. Left out: it is not. */
  readonly isNeeded?: true;
};

/** A section that is shown whole or not at all. */
export function whole(text: string): Section {
  return { head: text, rows: [], tail: '', more: () => '' };
}

/** A section that is shown whole, even where others leave no room. */
export function needed(text: string): Section {
  return { ...whole(text), isNeeded: true };
}

/** The sections one below the other in at most `budget` bytes: what is needed has the room, then what comes first. */
export function fitSections(sections: readonly Section[], budget: number): string {
  const shown: string[] = [];
  let left = budget;
  let kept = sections.reduce((sum, section) => sum + neededRoom(section), 0);
  for (const section of sections) {
    kept -= neededRoom(section);
    const text = fitSection(section, section.isNeeded === true ? left : left - kept);
    if (text === null) continue;
    shown.push(text);
    left -= byteLength(text) + BETWEEN.length;
  }
  return shown.join(BETWEEN);
}

function neededRoom(section: Section): number {
  if (section.isNeeded !== true) return 0;
  return byteLength(join(section, section.rows)) + BETWEEN.length;
}

const BETWEEN = '\n\n';

function fitSection(section: Section, budget: number): string | null {
  const all = join(section, section.rows);
  if (byteLength(all) <= budget) return all;
  const rest = section.more(section.rows.length);
  let used = byteLength(join(section, [rest])) + 1;
  let fitting = 0;
  for (const row of section.rows) {
    used += byteLength(row) + 1;
    if (used > budget) break;
    fitting += 1;
  }
  if (fitting === 0) return null;
  const kept = section.rows.slice(0, fitting);
  return join(section, [...kept, section.more(section.rows.length - fitting)]);
}

function join({ head, tail }: Section, rows: readonly string[]): string {
  return [head, ...rows, tail].filter((part) => part !== '').join('\n');
}
