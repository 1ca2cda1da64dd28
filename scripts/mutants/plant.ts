import { parseSync } from 'oxc-parser';
import { findSlips } from './slips/find-slips.ts';
import { isSamePlace, isWithin, type Slip } from './slips/slip.ts';

/** One slip that a developer could make, and where it would be. */
export type Mutant = {
  /** Its file and its number there: the same for the same text. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The function that it is in; empty outside of all. */
  readonly within: string;
  readonly before: string;
  readonly after: string;
};

type Numbered = { readonly id: string; readonly slip: Slip };

/**
 * A source with all its mutants in it, each asleep until `__mutant(id)` says true, so that a module that was loaded once
 * can be each of its mutants in turn. Throws for a text that does not parse.
 */
export function plant(
  file: string,
  text: string,
): { readonly code: string; readonly mutants: readonly Mutant[] } {
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const slips = findSlips(program, text)
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .map((slip, index): Numbered => ({ id: `${file}#${index}`, slip }));
  return { code: planted(text, slips, 0, text.length), mutants: slips.map(mutantOf) };

  function mutantOf({ id, slip }: Numbered): Mutant {
    const { start, end, after, within } = slip;
    const line = text.slice(0, start).split('\n').length;
    const before = onOneLine(text.slice(start, end));
    return { id, file, line, within, before, after: onOneLine(after) };
  }
}

/** Slips of one place become one choice; those that lie within it are planted in what is chosen when none is awake. */
function planted(text: string, slips: readonly Numbered[], from: number, to: number): string {
  let code = '';
  let at = from;
  let rest = slips;
  for (let first = rest[0]; first !== undefined; first = rest[0]) {
    const place = first.slip;
    const [here, others] = parted(rest, ({ slip }) => isSamePlace(slip, place));
    const [inside, after] = parted(others, ({ slip }) => isWithin(slip, place));
    const asWritten = planted(text, inside, place.start, place.end);
    code += text.slice(at, place.start) + choice(here, asWritten);
    at = place.end;
    rest = after;
  }
  return code + text.slice(at, to);
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function choice(here: readonly Numbered[], asWritten: string): string {
  const isAwake = ({ id }: Numbered) => `__mutant(${JSON.stringify(id)})`;
  if (here.some(({ slip }) => slip.isStatement)) {
    return `if (${here.map(isAwake).join(' || ')}) {} else ${asWritten}`;
  }
  const others = here.map((one) => `${isAwake(one)} ? (${one.slip.after}) : `);
  return `(${others.join('')}(${asWritten}))`;
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
