import type { Json } from '../../domain/json.ts';
import { joinParts, line, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import type { VersionFacts } from '../../reports/models/model-facts.ts';
import { diffVersions, type VersionDiff } from '../../reports/models/version-diff.ts';
import { shortDigest } from '../../reports/words/attempt-words.ts';
import { numberOrDash, signed } from '../../reports/words/number-text.ts';
import { loadModel, loadVersion } from '../../runtime/models/load-facts.ts';
import { localClock } from '../../local/local-clock.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { OpenRegistry } from './open-registry.ts';

/** `models diff`: what differs from one version to another. */
export async function diffModels(
  shell: Shell,
  registry: OpenRegistry,
  [from, to]: readonly [string, string],
  json: boolean,
): Promise<ExitCode> {
  const [before, after] = [await load(registry, from), await load(registry, to)];
  const names = namesOfTwo([before, after], [from, to]);
  const diff = diffVersions(before, after);
  if (json) printJson(shell, { format: 1, before: names[0], after: names[1], ...diff });
  else printLines(shell, diffLines(diff, names, terminalOf(shell.stdout, shell.env).columns));
  return 0;
}

/** What two versions are called. Throws a `UsageError` where both are one. */
export function namesOfTwo(
  [before, after]: readonly [VersionFacts, VersionFacts],
  [from, to]: readonly [string, string],
): Names {
  const names = [nameOf(before), nameOf(after)] as const;
  if (names[0] !== names[1]) return names;
  throw new UsageError(
    `${from} and ${to} are both ${names[0]}, so there is nothing to compare.`,
    `Other versions: mlpipelines models ${before.version.model}`,
  );
}

async function load({ store, scope }: OpenRegistry, reference: string): Promise<VersionFacts> {
  const version = await findModel(store.registry, reference, scope);
  const of = await loadModel(store, { model: version.model, scope, now: localClock.now() });
  return loadVersion(store, of, { version, scope });
}

function nameOf({ version: { model, version } }: VersionFacts): string {
  return `${model}@${version}`;
}

type Names = readonly [before: string, after: string];

/** As a terminal shows it. */
export function diffLines(diff: VersionDiff, names: Names, width: number): readonly Line[] {
  const { metrics, params, origins, sameBytes } = diff;
  const parts = [
    [line(sameBytes ? 'The bytes are the same.' : 'The bytes differ.')],
    section(
      'metric',
      names,
      width,
      metrics.map(({ name, before, after }) => [
        name,
        numberOrDash(before),
        numberOrDash(after),
        before === null || after === null ? '' : signed(after - before),
      ]),
    ),
    section(
      'param',
      names,
      width,
      params.map(({ name, before, after }) => [name, valueText(before), valueText(after)]),
    ),
    section('made of', names, width, [
      ...commitRow(diff),
      ...origins.map(({ name, before, after }) => [name, digestText(before), digestText(after)]),
    ]),
  ];
  return joinParts(parts).slice(1);
}

function section(
  title: string,
  [before, after]: Names,
  width: number,
  rows: readonly (readonly string[])[],
): readonly Line[] {
  if (rows.length === 0) return [];
  const right = { align: 'right' as const };
  const columns = [
    { title, shrinkTo: 12 },
    { title: before, ...right },
    { title: after, ...right },
    { title: rows.some((row) => row.length > 3) ? 'change' : '', ...right },
  ];
  return table(
    columns,
    rows.map((row) => row.map((text) => line(text))),
    width,
  );
}

function commitRow({ commits: { before, after } }: VersionDiff): readonly (readonly string[])[] {
  if (before === after) return [];
  const short = (sha: string | null) => sha?.slice(0, 7) ?? '–';
  return [['commit', short(before), short(after)]];
}

function valueText(value: Json | null): string {
  return value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** A sweep that was gathered has many. */
function digestText(digests: string | null): string {
  if (digests === null) return '–';
  const [first = '', ...more] = digests.split(' ');
  return more.length === 0 ? shortDigest(first) : `${more.length + 1} digests`;
}
