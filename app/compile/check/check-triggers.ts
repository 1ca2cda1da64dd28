import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { checkGlobLength } from './check-glob-forms.ts';
import { isTimezone } from '../triggers/is-timezone.ts';
import { readCron } from '../triggers/read-cron.ts';
import type { Check } from './checked-file.ts';

/** Triggers: filters without their opposites, clocks that exist, and no pipeline that starts itself. */
export const checkTriggers: Check = ({ pipeline }) => {
  const { on } = pipeline;
  if (on === undefined) return [];
  return [
    ...doubleFilters(on),
    ...longFilters(on),
    ...checkSchedules(on.schedule ?? []),
    ...checkCommands(on.command ?? []),
    ...(on.pipeline?.name === pipeline.name ? [startsItself()] : []),
  ];
};

const FILTERED = ['push', 'pull_request', 'merge_group'] as const;

function doubleFilters(on: Triggers): Finding[] {
  return FILTERED.flatMap((event) =>
    ['branches', 'tags', 'paths'].flatMap((filter) => {
      const filters = Object.keys(on[event] ?? {});
      if (!filters.includes(filter) || !filters.includes(`${filter}-ignore`)) return [];
      const message = `\`${filter}\` and \`${filter}-ignore\` cannot stand together`;
      const hint = `keep \`${filter}\`, and exclude in it with ! globs: ["**", "!docs/**"]`;
      const place = ['on', event, `${filter}-ignore`];
      return [finding('filter-twice', place, message, { part: 'key', hint })];
    }),
  );
}

function longFilters(on: Triggers): Finding[] {
  return FILTERED.flatMap((event) =>
    Object.entries(on[event] ?? {}).flatMap(([filter, globs]: [string, readonly string[]]) =>
      globs.flatMap((glob, index) => checkGlobLength(glob, ['on', event, filter, index])),
    ),
  );
}

type Schedule = NonNullable<Triggers['schedule']>[number];

function checkSchedules(schedules: readonly Schedule[]): Finding[] {
  return schedules.flatMap(({ cron, timezone }, index) => [
    ...checkCron(cron, ['on', 'schedule', index, 'cron']),
    ...(timezone === undefined || isTimezone(timezone) ? [] : [noTimezone(timezone, index)]),
  ]);
}

function checkCron(cron: string, place: Path): Finding[] {
  const read = readCron(cron);
  if (read.type === 'cron') return [];
  return [finding('bad-cron', place, read.message, { hint: read.hint })];
}

function noTimezone(timezone: string, index: number): Finding {
  const place = ['on', 'schedule', index, 'timezone'];
  const hint = 'write an IANA name: Europe/Berlin, America/New_York, UTC';
  return finding('unknown-timezone', place, `there is no time zone "${timezone}"`, { hint });
}

function checkCommands(commands: readonly string[]): Finding[] {
  return commands.flatMap((command, index) =>
    commands.indexOf(command) === index
      ? []
      : [
          finding(
            'twice',
            ['on', 'command', index],
            `the command \`${command}\` is written twice`,
            {
              hint: 'keep one',
            },
          ),
        ],
  );
}

function startsItself(): Finding {
  const message = 'this pipeline would start itself, again and again';
  const hint = 'name another pipeline';
  return finding('triggers-itself', ['on', 'pipeline', 'name'], message, { hint });
}
