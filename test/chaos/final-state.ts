import { join } from 'node:path';
import { openStore } from '../../app/store/open-store.ts';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import type { Chaos } from './open-chaos.ts';

/** All that a life of runs leaves, without what differs from one time to the next. */
export type FinalState = {
  /** Oldest first. */
  readonly runs: readonly string[];
  /** Checks of the App, all that there are. */
  readonly checks: readonly string[];
  /** What the App wrote in pull requests. */
  readonly comments: readonly string[];
  /** On people's comments. */
  readonly reactions: readonly string[];
  /** Conclusions of the jobs that were started, by name. */
  readonly jobs: readonly string[];
};

/** What anyone sees of a repository on GitHub, as far as it is the App's work. */
export function shownState({ record }: SeededRepository): Omit<FinalState, 'runs'> {
  const ours = [...record.checkRuns.values()].filter(({ suite }) => isOurs(suite.app.slug));
  // Of one name the newest counts; how often it was begun anew is a matter of what was heard when.
  const checks = new Map(ours.map((check) => [`${check.suite.headSha} ${check.name}`, check]));
  const comments = [...record.comments.values()];
  return {
    checks: [...checks.values()]
      .map(({ name, status, conclusion, title, summary, annotations, actions }) => {
        const extras = [annotations.length, actions.map(({ identifier }) => identifier).join()];
        return plain([name, status, conclusion, title, summary, ...extras].join(' | '));
      })
      .sort(),
    comments: comments
      .filter(({ author }) => author.app !== null)
      .map(({ body }) => plain(body))
      .sort(),
    reactions: comments
      .flatMap(({ body, reactions }) =>
        [...reactions.values()].map(({ content }) => `${body}: ${content}`),
      )
      .sort(),
    jobs: [...record.jobs.values()].map(({ name, conclusion }) => `${name} ${conclusion}`).sort(),
  };
}

/** As `shownState`, with what the App's store says of the repository's runs. */
export async function finalState(
  { config }: Pick<Chaos, 'config'>,
  repository: SeededRepository,
): Promise<FinalState> {
  const store = await openStore({ sqliteFile: join(config.state, 'store.sqlite') });
  try {
    const { id } = repository.record;
    const query = { pipeline: null, open: false, limit: 100, repository: id };
    const runs: string[] = [];
    for (const header of await store.runs.list(query)) {
      const rows = await store.runs.load(header.id);
      const steps = (rows?.steps ?? []).map(({ key, result, attempt, cached }) => {
        const tries = (rows?.attempts ?? []).filter((each) => each.key === key);
        const ends = tries.map(({ status }) => status).join(', ');
        return `${key} ${result}${cached ? ' cached' : ''} ${attempt} (${ends})`;
      });
      const { pipeline, number, attempt, trigger, status } = header;
      runs.unshift(`${pipeline} ${number}.${attempt} ${trigger} ${status}: ${steps.join('; ')}`);
    }
    return { runs, ...shownState(repository) };
  } finally {
    await store.close();
  }
}

function isOurs(slug: string): boolean {
  return slug === 'mlpipelines';
}

const DIFFERENT: readonly (readonly [RegExp, string])[] = [
  [/http:\/\/localhost:\d+/g, 'APP'],
  [/http:\/\/127\.0\.0\.1:\d+/g, 'GITHUB'],
  [/\b[0-9a-hjkmnp-tv-z]{26}\b/g, 'RUN'],
  [/\b[0-9a-f]{40}\b/g, 'SHA'],
  [/<code>[0-9a-f]{7}<\/code>/g, '<code>SHA</code>'],
  [/\b\d+(?:\.\d+)?(?:ms|s|m|h|d)\b(?: \d+(?:ms|s|m|h|d)\b)*/g, 'TIME'],
  // A step may be cancelled before the App has heard that it began.
  [/cancelled \|  \|/g, 'cancelled | TIME |'],
  [/mlpipelines:reply-\d+/g, 'mlpipelines:reply'],
];

function plain(text: string): string {
  return DIFFERENT.reduce(
    (plainer, [what, name]) => plainer.replace(what, name),
    withoutCosts(text),
  );
}

/** Nothing is paid in a public repository, which one that was only asked for may not be known to be. */
function withoutCosts(text: string): string {
  const told = text.replace(/Cost: [^\n]*\n+/g, '').replace(/ · \$[\d.]+\+?(?=<)/g, '');
  let column = -1;
  const lines = told.split('\n').map((line) => {
    if (!line.startsWith('|')) column = -1;
    const cells = line.split('|');
    if (column < 0) column = cells.findIndex((cell) => cell.trim() === 'Cost');
    return column < 0 ? line : cells.toSpliced(column, 1).join('|');
  });
  return lines.join('\n');
}
