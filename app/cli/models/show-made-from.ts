import { deletionOf, type Origin } from '../../domain/model.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import { shortDigest } from '../../reports/words/attempt-words.ts';
import type { ExitCode, Shell } from '../command.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import type { OpenRegistry } from './open-registry.ts';

const MOST_VERSIONS = 500;

type Asked = {
  /** Or the beginning of one. */
  readonly digest: string;
  readonly reference: string;
  readonly json: boolean;
};

/** Which versions came from these contents. */
export async function showMadeFrom(
  shell: Shell,
  registry: OpenRegistry,
  { digest, reference, json }: Asked,
): Promise<ExitCode> {
  const rows = await rowsOf(registry, digest);
  if (json) printJson(shell, { format: 1, digest, models: rows });
  else if (rows.length > 0) {
    printLines(shell, rowsTable(rows, terminalOf(shell.stdout, shell.env).columns));
  } else {
    const said = reference === digest ? '' : ` (${shortDigest(digest)})`;
    printLines(shell, [
      line(`No registered version came from ${reference}${said}.`),
      line('Files that git tracks are not noted: git log says which commits have them.', 'dim'),
    ]);
  }
  return 0;
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

async function rowsOf({ store, scope }: OpenRegistry, digest: string) {
  const found = await store.registry.madeFrom(digest, { limit: MOST_VERSIONS, scope });
  const names = [...new Set(found.map(({ model }) => model))];
  const marks = (await Promise.all(names.map((name) => store.registry.marks(name, scope)))).flat();
  return found.map(({ model, version, origin }) => ({
    name: model,
    version,
    role: origin.role,
    kind: origin.kind,
    as: origin.name,
    digest: origin.digest,
    deleted: deletionOf(marks, { model, version }) !== null,
  }));
}

function rowsTable(rows: readonly Row[], width: number): readonly Line[] {
  const columns = [
    { title: 'model', shrinkTo: 12 },
    { title: 'version', align: 'right' as const },
    { title: 'as' },
    { title: 'called', shrinkTo: 12 },
    { title: 'digest' },
    { title: 'state' },
  ];
  const lines = rows.map(({ name, version, role, as, digest, deleted }) => [
    line(name),
    line(String(version), 'strong'),
    line(ROLE_WORDS[role]),
    line(as),
    line(shortDigest(digest), 'dim'),
    deleted ? line('deleted', 'bad') : [],
  ]);
  return table(columns, lines, width);
}

const ROLE_WORDS: Readonly<Record<Origin['role'], string>> = {
  'made-from': 'made from it',
  'judged-on': 'judged on it',
};
