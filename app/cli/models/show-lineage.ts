import type { Origin } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { joinParts, line, span, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import { lineageDocument } from '../../reports/models/model-documents.ts';
import type { VersionFacts } from '../../reports/models/model-facts.ts';
import { shortDigest } from '../../reports/words/attempt-words.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { runNumber, treeText } from '../../reports/words/run-words.ts';
import { loadModel, loadVersion } from '../../runtime/models/load-facts.ts';
import { loadUses } from '../../runtime/models/load-uses.ts';
import { localClock } from '../../local/local-clock.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { digestMeant } from './digest-meant.ts';
import type { OpenRegistry } from './open-registry.ts';
import { showMadeFrom } from './show-made-from.ts';

const MOST_USES = 500;

/** `models lineage`: where a version came from, or which versions came from a digest, or from a file or folder here. */
export async function showLineage(
  shell: Shell,
  registry: OpenRegistry,
  reference: string,
  json: boolean,
): Promise<ExitCode> {
  const { store, scope } = registry;
  const digest = await digestMeant(shell, await store.registry.models(scope), reference);
  if (digest !== null) {
    const uses = await loadUses(store.registry, digest, { limit: MOST_USES, scope });
    showMadeFrom(shell, uses, { digest, reference, json });
    return 0;
  }
  const version = await findModel(store.registry, reference, scope);
  const of = await loadModel(store, { model: version.model, scope, now: localClock.now() });
  const facts = await loadVersion(store, of, { version, scope });
  const { columns } = terminalOf(shell.stdout, shell.env);
  if (json) printJson(shell, lineageDocument(facts));
  else printLines(shell, lineageLines(facts, columns));
  return 0;
}

/** As a terminal shows it. */
export function lineageLines(facts: VersionFacts, width: number): readonly Line[] {
  const { version, usedBy, origins } = facts;
  return joinParts([
    [
      [
        span(`${version.model} v${version.version}`, 'strong'),
        span(`  ${shortDigest(version.artifact.digest)}`, 'dim'),
      ],
    ],
    titled('Registered by', runsTable(facts, width)),
    titled('Reviewed by', reviewsTable(facts, width)),
    titled('Made from', originsTable(origins, 'made-from', width)),
    titled('Judged on', originsTable(origins, 'judged-on', width)),
    titled(
      'Made from it',
      usedBy.map(({ model, version: number }) => line(`${model} v${number}`)),
    ),
  ]).slice(1);
}

function titled(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(title, 'strong'), ...lines];
}

function runsTable({ runs }: VersionFacts, width: number): readonly Line[] {
  if (runs.length === 0) return [line('a run that was forgotten', 'dim')];
  const columns = [
    { title: 'run', align: 'right' as const },
    { title: 'pipeline', shrinkTo: 12 },
    { title: 'commit' },
    { title: 'pull request', align: 'right' as const },
    { title: 'started by', shrinkTo: 12 },
    { title: 'when (UTC)' },
  ];
  const rows = runs.map((run) => [
    line(runNumber(run), 'strong'),
    line(run.pipeline),
    line(treeText(run)),
    line(run.hosted?.pull == null ? '' : `#${run.hosted.pull}`),
    line(run.actor ?? run.trigger),
    line(minuteText(run.createdAt), 'dim'),
  ]);
  return table(columns, rows, width);
}

function reviewsTable({ reviews, runs }: VersionFacts, width: number): readonly Line[] {
  if (reviews.length === 0) return [];
  const names = new Map(runs.map((run) => [run.id, runNumber(run)]));
  const columns = [
    { title: 'who', shrinkTo: 12 },
    { title: 'decision' },
    { title: 'step', shrinkTo: 12 },
    { title: 'run', align: 'right' as const },
    { title: 'when (UTC)' },
    { title: 'why', shrinkTo: 12, wraps: true as const },
  ];
  const rows = reviews.map(({ by, decision, key, run, at, comment }) => [
    line(by),
    line(decision, decision === 'approved' ? 'good' : 'bad'),
    line(key),
    line(names.get(run) ?? '', 'dim'),
    line(instantText(at).slice(0, 16).replace('T', ' '), 'dim'),
    line(comment ?? ''),
  ]);
  return table(columns, rows, width);
}

function originsTable(
  origins: readonly Origin[],
  role: Origin['role'],
  width: number,
): readonly Line[] {
  const rows = origins
    .filter((origin) => origin.role === role)
    .map(({ name, kind, digest }) => [
      line(name),
      line(KIND_WORDS[kind], 'dim'),
      line(shortDigest(digest), 'dim'),
    ]);
  if (rows.length === 0) return [];
  return table(
    [{ title: 'contents', shrinkTo: 12 }, { title: '' }, { title: 'digest' }],
    rows,
    width,
  );
}

const KIND_WORDS: Readonly<Record<Origin['kind'], string>> = {
  data: 'from outside of the repository',
  made: 'made by the run',
  model: 'a registered model',
};
