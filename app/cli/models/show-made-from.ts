import type { Origin } from '../../domain/model.ts';
import type { Use } from '../../runtime/models/load-uses.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import { shortDigest } from '../../reports/words/attempt-words.ts';
import type { Shell } from '../command.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';

type Asked = {
  /** Or the beginning of one. */
  readonly digest: string;
  readonly reference: string;
  readonly json: boolean;
};

/** Says which versions came from these contents. */
export function showMadeFrom(
  shell: Shell,
  uses: readonly Use[],
  { digest, reference, json }: Asked,
): void {
  if (json) printJson(shell, { format: 1, digest, models: uses.map(documentOf) });
  else if (uses.length > 0) {
    printLines(shell, usesTable(uses, terminalOf(shell.stdout, shell.env).columns));
  } else {
    const said = reference === digest ? '' : ` (${shortDigest(digest)})`;
    printLines(shell, [
      line(`No registered version came from ${reference}${said}.`),
      line('Files that git tracks are not noted: git log says which commits have them.', 'dim'),
    ]);
  }
}

function documentOf({ model, version, origin, deleted }: Use) {
  const { role, kind, name, digest } = origin;
  return { name: model, version, role, kind, as: name, digest, deleted };
}

function usesTable(uses: readonly Use[], width: number): readonly Line[] {
  const columns = [
    { title: 'model', shrinkTo: 12 },
    { title: 'version', align: 'right' as const },
    { title: 'as' },
    { title: 'called', shrinkTo: 12 },
    { title: 'digest' },
    { title: 'state' },
  ];
  const lines = uses.map(({ model, version, origin: { role, name, digest }, deleted }) => [
    line(model),
    line(String(version), 'strong'),
    line(ROLE_WORDS[role]),
    line(name),
    line(shortDigest(digest), 'dim'),
    deleted ? line('deleted', 'bad') : [],
  ]);
  return table(columns, lines, width);
}

const ROLE_WORDS: Readonly<Record<Origin['role'], string>> = {
  'made-from': 'made from it',
  'judged-on': 'judged on it',
};
