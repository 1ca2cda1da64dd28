import type { ModelFile } from '../../../schemas/model.generated.ts';
import { filesAndSize } from '../../../text/size.ts';
import { deletionOf, markOf, type Origin, type VersionMark } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { shortDigest } from '../words/attempt-words.ts';
import { numberText } from '../words/number-text.ts';
import { runNumber } from '../words/run-words.ts';
import {
  aliasesOf,
  differenceText,
  realities,
  type KnownRun,
  type VersionFacts,
} from './model-facts.ts';

const MOST_ORIGINS = 20;

/**
 * The card of a version, in Markdown: what people say of the model, then what is known of the version. What nobody said
 * is called missing, so that a card never looks fuller than it is.
 */
export function modelCard(facts: VersionFacts, said: ModelFile | null): string {
  const { version } = facts;
  return [
    `# ${inlineText(version.model)} v${version.version}`,
    ...warnings(facts),
    inlineText(said?.purpose ?? 'Nobody wrote down what this model is for.', 2000),
    `**Owner:** ${inlineText(said?.owner ?? 'not said')}`,
    ...section(
      'Limits',
      (said?.limits ?? []).map((limit) => `- ${inlineText(limit, 500)}`),
    ),
    ...section('Metrics', metricRows(facts)),
    ...section('Came from', [...runRows(facts.runs), ...originRows(facts.origins, 'made-from')]),
    ...section('Judged on', originRows(facts.origins, 'judged-on')),
    ...section('Reviewed by', reviewRows(facts)),
    ...section('In use', usageRows(facts)),
    ...section('Bytes', [
      `${inlineCode(version.artifact.digest)}, ${filesAndSize(version.artifact.files, version.artifact.size)}, registered ${day(version.createdAt)}`,
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function warnings({ of, version }: VersionFacts): readonly string[] {
  const told = (mark: VersionMark | null, word: string): readonly string[] =>
    mark === null
      ? []
      : [`> **${word}** by ${inlineText(mark.by)} on ${day(mark.at)}: ${inlineText(mark.reason)}`];
  return [
    ...told(deletionOf(of.marks, version), 'Deleted'),
    ...told(markOf(of.marks, version, 'deprecated'), 'Deprecated'),
  ];
}

function metricRows({ version: { metrics, metricsStep } }: VersionFacts): readonly string[] {
  const rows = Object.entries(metrics).map(
    ([name, value]) => `| ${inlineText(name)} | ${numberText(value)} |`,
  );
  if (rows.length === 0) return [];
  const by = metricsStep === null ? '' : `, measured by ${inlineCode(metricsStep)}`;
  return [`| metric${by} | value |`, '| --- | ---: |', ...rows];
}

function runRows(runs: readonly KnownRun[]): readonly string[] {
  return runs.map((run) => {
    const { sha, dirty, hosted, pipeline } = run;
    const commit = sha === null ? 'no commit' : `commit ${inlineCode(sha.slice(0, 7))}`;
    const pull = hosted?.pull == null ? '' : `, pull request ${hosted.pull}`;
    const changed = dirty ? ' with changes that no commit holds' : '';
    return `- run ${runNumber(run)} of ${inlineText(pipeline)}, ${commit}${changed}${pull}`;
  });
}

function originRows(origins: readonly Origin[], role: Origin['role']): readonly string[] {
  const rows = origins.filter((origin) => origin.role === role);
  const more = rows.length - MOST_ORIGINS;
  return [
    ...rows
      .slice(0, MOST_ORIGINS)
      .map(({ name, digest }) => `- ${inlineText(name)} ${inlineCode(shortDigest(digest))}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

function reviewRows({ reviews }: VersionFacts): readonly string[] {
  return reviews.map(({ by, decision, at, key, comment }) => {
    const why = comment === null || comment === '' ? '' : `: ${inlineText(comment)}`;
    return `- ${inlineText(by)} ${decision} ${inlineCode(key)} on ${day(at)}${why}`;
  });
}

function usageRows({ of, version, usedBy }: VersionFacts): readonly string[] {
  const aliases = aliasesOf(of, version.version).map((alias) => `- @${inlineText(alias)}`);
  const running = realities(of)
    .filter(({ runs }) => runs === version.version)
    .map((reality) => {
      const differs = differenceText(reality) === null ? '' : ' (the alias is elsewhere)';
      return `- runs in ${inlineText(reality.deployed.environment)}${differs}`;
    });
  const users = usedBy.map(({ model, version: user }) => `- ${inlineText(model)} v${user}`);
  return [...aliases, ...running, ...users.map((user) => `${user} was made from it`)];
}

function day(at: number): string {
  return instantText(at).slice(0, 10);
}
