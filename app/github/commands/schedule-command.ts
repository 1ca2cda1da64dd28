import { knownSchedule, nextTimeOf, scheduleId } from '../../triggers/schedules/schedule.ts';
import { pauseSchedule } from '../../triggers/schedules/run-schedules.ts';
import { startScheduled } from '../start/start-scheduled.ts';
import { done, quoted, refused, type Answer, type Conversation } from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';

/** `/mlp schedule [list]`, `pause`, `resume` and `run` with a pipeline. */
export async function scheduleCommand(
  conversation: Conversation,
  { words }: Arguments,
): Promise<Answer> {
  const [verb = 'list', pipeline, ...more] = words;
  if (verb === 'list' && pipeline === undefined) return list(conversation);
  if (pipeline === undefined || more.length > 0 || !/^(pause|resume|run)$/.test(verb)) {
    return refused('Write `/mlp schedule list`, or `pause`, `resume` or `run` and a pipeline.');
  }
  return act(conversation, verb, pipeline);
}

async function act(
  { deps, comment, id }: Conversation,
  verb: string,
  pipeline: string,
): Promise<Answer> {
  const row = await deps.store.schedules.find(scheduleId(comment.repository, pipeline));
  const known = row === null ? null : knownSchedule(row);
  const entry = known?.schedule.entries[0];
  if (known === null || entry === undefined) {
    return refused(`The default branch has no schedule for ${quoted(pipeline)}.`);
  }
  if (verb === 'run') {
    const at = deps.clock.now();
    const slot = { schedule: known.schedule, entry, at, once: id };
    await startScheduled(deps, slot, comment.sender);
    return done(`${pipeline} starts now, as if it were time.`);
  }
  const paused = verb === 'pause';
  const result = await pauseSchedule(deps, known, paused);
  if (result === 'conflict') throw new Error(`the schedule of ${pipeline} changed meanwhile`);
  return done(paused ? `${pipeline} is paused.` : `${pipeline} is resumed.`);
}

async function list({ deps, comment }: Conversation): Promise<Answer> {
  const rows = await deps.store.schedules.list(comment.repository.id);
  const lines = rows.flatMap((row) => {
    const known = knownSchedule(row);
    if (known === null) return [];
    const { pipeline, entries } = known.schedule;
    const times = entries.map(({ cron, timezone }) => `\`${cron}\` ${timezone}`).join(', ');
    const next = nextTimeOf(known.schedule);
    const when = next === null ? 'paused' : `next ${new Date(next).toISOString()}`;
    return [`- ${pipeline}: ${times}; ${when}`];
  });
  return done(lines.length === 0 ? 'No pipeline has a schedule.' : lines.join('\n'));
}
