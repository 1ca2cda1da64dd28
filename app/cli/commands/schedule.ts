import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { readPipelineFile } from '../../compile/structure/read-pipeline-file.ts';
import { closestName } from '../../../text/closest-name.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { minuteText } from '../../reports/words/moment-text.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { table } from '../../reports/layout/table.ts';
import { declaredSchedule } from '../../triggers/schedules/declared-schedule.ts';
import { askForStart, pauseSchedule } from '../../triggers/schedules/run-schedules.ts';
import {
  knownSchedule,
  nextTimeOf,
  type KnownSchedule,
} from '../../triggers/schedules/schedule.ts';
import { nextSlot, type CronEntry } from '../../triggers/schedules/slots.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { findRoot } from '../../local/find-root.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { localClock } from '../../local/local-clock.ts';
import { pipelineFiles } from '../pipelines/locate-pipeline.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { openServerStore } from '../workspace/server-store.ts';

type Options = { readonly state?: string; readonly repository?: string; readonly json?: true };
type Shown = {
  /** Null: this working tree. */
  readonly repository: string | null;
  readonly pipeline: string;
  readonly entries: readonly CronEntry[];
  readonly paused: boolean;
  readonly next: number | null;
};
type Verb = 'pause' | 'resume' | 'run';

/** `schedule [list]`, `pause`, `resume` and `run`: the schedules of a server, or those that the pipelines here declare. */
export async function schedule(
  shell: Pick<Shell, 'env' | 'cwd' | 'stdout'>,
  words: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const wish = wishOf(words);
  const store = await openServerStore(shell, options.state ?? null);
  try {
    if (wish === null) await list(shell, store, options);
    else if (store === null) throw new UsageError(...noServer(wish));
    else await mind(shell, store, { ...wish, options });
    return 0;
  } finally {
    await store?.close();
  }
}

type Wish = { readonly act: Verb; readonly pipeline: string };

/** Null: to list. */
function wishOf([verb = 'list', pipeline, ...more]: readonly string[]): Wish | null {
  if (verb === 'list' && pipeline === undefined) return null;
  const act = VERBS.find((each) => each === verb);
  if (act !== undefined && pipeline !== undefined && more.length === 0) return { act, pipeline };
  throw new UsageError('Write schedule list, or pause, resume or run and a pipeline.');
}

const VERBS = ['pause', 'resume', 'run'] as const;

function noServer({ act, pipeline }: Wish): [string, string] {
  return [
    `Schedules start pipelines on a server only, and none is named: there is nothing to ${act} here.`,
    act === 'run'
      ? `mlpipelines run ${pipeline} runs it on this machine. Of a server, name its state folder by --state, or set DATABASE_URL.`
      : 'Name the state folder of the server by --state, or set DATABASE_URL as it is set there.',
  ];
}

async function list(
  shell: Pick<Shell, 'env' | 'cwd' | 'stdout'>,
  store: Store | null,
  { repository, json }: Options,
): Promise<void> {
  const all = store === null ? declaredHere(shell.cwd) : (await ofServer(store)).map(shownOf);
  const found = all.filter((each) => repository === undefined || each.repository === repository);
  if (json === true) {
    const documents = found.map(({ next, ...each }) => {
      return { ...each, next: next === null ? null : instantText(next) };
    });
    return printJson(shell, { format: 1, schedules: documents });
  }
  if (found.length === 0) return printLines(shell, [line('No pipeline has a schedule.')]);
  const rows = scheduleTable(found, terminalOf(shell.stdout, shell.env).columns);
  const note =
    'Nothing starts by itself on this machine: the App starts these from the default branch.';
  printLines(shell, store === null ? [...rows, [], line(note, 'dim')] : rows);
}

/** What the pipeline files of this working tree say. */
function declaredHere(cwd: string): readonly Shown[] {
  const now = localClock.now();
  return pipelineFiles(findRoot(cwd)).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const schedule = declaredSchedule(readPipelineFile({ file: path, text }));
    if (schedule === null) return [];
    const times = schedule.entries.flatMap((entry) => nextSlot(entry, now) ?? []);
    const next = times.length === 0 ? null : Math.min(...times);
    return [{ repository: null, ...schedule, paused: false, next }];
  });
}

async function ofServer({ schedules }: Store): Promise<readonly KnownSchedule[]> {
  return (await schedules.list(null)).flatMap((row) => knownSchedule(row) ?? []);
}

function shownOf({ schedule }: KnownSchedule): Shown {
  const { repository, pipeline, entries, paused, asked } = schedule;
  const next = asked?.at ?? nextTimeOf(schedule);
  return { repository: `${repository.owner}/${repository.name}`, pipeline, entries, paused, next };
}

function scheduleTable(found: readonly Shown[], width: number): readonly Line[] {
  const columns = [
    { title: 'repository', shrinkTo: 12 },
    { title: 'pipeline', shrinkTo: 12 },
    { title: 'cron' },
    { title: 'time zone', shrinkTo: 8 },
    { title: 'next (UTC)' },
  ];
  const rows = found.flatMap(({ repository, pipeline, entries, paused, next }) =>
    entries.map(({ cron, timezone }, index) => [
      line(index === 0 ? (repository ?? '') : '', 'dim'),
      line(index === 0 ? pipeline : ''),
      line(cron, 'accent'),
      line(timezone, 'dim'),
      index > 0 ? [] : nextText(paused, next),
    ]),
  );
  return table(columns, rows, width);
}

function nextText(paused: boolean, next: number | null): Line {
  const time = next === null ? '' : minuteText(next);
  if (!paused) return line(time);
  return line(time === '' ? 'paused' : `paused, but asked for: ${time}`, 'warn');
}

type Minding = Wish & { readonly options: Options };

async function mind(
  shell: Pick<Shell, 'stdout' | 'env'>,
  store: Store,
  { act, pipeline, options }: Minding,
): Promise<void> {
  const known = choose(await ofServer(store), pipeline, options.repository);
  const parts = { store, clock: localClock };
  const result =
    act === 'run'
      ? await askForStart(parts, known, `cli ${randomUUID()}`)
      : await pauseSchedule(parts, known, act === 'pause');
  if (result === 'conflict') {
    throw new UsageError(
      'The schedule changed meanwhile.',
      'Look at it by schedule list, and try again.',
    );
  }
  const words = {
    pause: 'is paused. Times that pass meanwhile are not made up for.',
    resume: 'is resumed.',
    run: 'is started by the server within seconds, as if it were time.',
  };
  printLines(shell, [line(`${pipeline} ${words[act]}`)]);
}

function choose(
  all: readonly KnownSchedule[],
  pipeline: string,
  repository: string | undefined,
): KnownSchedule {
  const fits = (each: KnownSchedule) =>
    repository === undefined || shownOf(each).repository === repository;
  const here = all.filter(fits);
  const [only, ...others] = here.filter((each) => each.schedule.pipeline === pipeline);
  if (only === undefined) {
    const names = here.map(({ schedule: { pipeline: name } }) => name);
    const near = closestName(pipeline, names);
    const hint =
      near === null ? `There are: ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
    throw new UsageError(`There is no schedule for a pipeline ${pipeline}.`, hint);
  }
  if (others.length === 0) return only;
  const repositories = [only, ...others].map((each) => shownOf(each).repository).join(', ');
  throw new UsageError(
    `Several repositories have a pipeline ${pipeline}: ${repositories}.`,
    'Name one by --repository.',
  );
}

export const scheduleCommand: CommandModule = {
  help: {
    summary: 'the schedules that start pipelines',
    description:
      'List the schedules that start pipelines, pause or resume one, or start its pipeline now. They run on a server: name it by --state, or by DATABASE_URL. Without one, list says what the pipelines here declare.',
    examples: [
      [
        'mlpipelines schedule',
        'what the pipelines of this repository declare, with their next times',
      ],
      ['mlpipelines schedule list --state .mlpipelines-app', 'those of a server'],
      ['mlpipelines schedule pause churn --state .mlpipelines-app', 'stop one until resume'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[words...]', 'list, or pause, resume or run and a pipeline')
      .option('--state <folder>', "the server's state folder; left out: DATABASE_URL")
      .option('--repository <owner/name>', 'only of this repository')
      .option('--json', 'with list: one JSON document on stdout')
      .action(async (words: readonly string[], options: Options) =>
        shell.exit(await schedule(shell, words, options)),
      ),
};
