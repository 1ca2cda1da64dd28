import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import { momentText } from '../../reports/words/moment-text.ts';
import { DURATION_UNITS } from '../../../text/duration.ts';
import { done, nameOf, quoted, refused, type Answer, type Conversation } from '../conversation.ts';
import type { HeldMachine, HoldMachines } from '../../runtime/ports/hosted/machine-holds.ts';
import { chosenRun } from './run-commands.ts';
import type { Arguments } from './parse-commands.ts';

const DEFAULT_MS = 30 * DURATION_UNITS.m;
/** A machine that nobody ends costs money: whoever needs longer says so again. */
const LONGEST_MS = 2 * DURATION_UNITS.h;
/** A person looks into few machines. */
const MOST_MACHINES = 20;

/**
 * `/mlp hold [30m] [step] [#run]`: the machines of a run stay on after their attempts, to be looked into. Counted from when
 * it was said, so that saying it is one thing however often the comment is read.
 */
export async function holdCommand(conversation: Conversation, given: Arguments): Promise<Answer> {
  const { deps, comment } = conversation;
  const wish = wishOf(given);
  if (wish === null) {
    return refused('Write `/mlp hold`, `/mlp hold 30m`, or `/mlp hold 30m train #12`: at most 2h.');
  }
  if (deps.hold === null) return refused('This app starts no machines, so there is none to hold.');
  const run = await chosenRun(conversation, given.words, () => true);
  if (run === null) {
    return refused('There is no such run. Name one by its number: `/mlp hold 30m #12`.');
  }
  const keys = wish.step === null ? [null] : await keysOf(conversation, run, wish.step);
  if (keys.length === 0) {
    return refused(`No step ${quoted(wish.step ?? '')} of ${nameOf(run)} has run.`);
  }
  if (keys.length > MOST_MACHINES) {
    return refused(
      `${keys.length} cells match; name one: ${quoted(`/mlp hold ${keys[0] ?? ''}`)}.`,
    );
  }
  return answerOf(run, await holdAll(deps.hold, run, keys, comment.createdAt + wish.ms));
}

type Wish = { readonly ms: number; readonly step: string | null };

/** Null: it is none, or for too long. */
function wishOf({ words, named }: Arguments): Wish | null {
  const times = words.filter((word) => TIME.test(word));
  const steps = words.filter((word) => !TIME.test(word) && !/^#?\d/.test(word));
  const ms = times[0] === undefined ? DEFAULT_MS : millisecondsOf(times[0]);
  const isOdd = times.length > 1 || steps.length > 1 || Object.keys(named).length > 0;
  return isOdd || ms === 0 || ms > LONGEST_MS ? null : { ms, step: steps[0] ?? null };
}

const TIME = /^(\d{1,4})([smhd])$/;

function millisecondsOf(time: string): number {
  const unit = Object.entries(DURATION_UNITS).find(([name]) => time.endsWith(name));
  return Number.parseInt(time, 10) * (unit?.[1] ?? 0);
}

/** Of a step, or of one cell. */
async function keysOf(
  { deps }: Conversation,
  { id }: RunHeader,
  step: string,
): Promise<readonly string[]> {
  const rows = (await deps.store.runs.load(id))?.steps ?? [];
  const isMeant = ({ stepId, key, attempt }: StepRow) =>
    attempt > 0 && (stepId === step || key === step);
  return rows.filter(isMeant).map(({ key }) => key);
}

async function holdAll(
  hold: HoldMachines,
  { id: run }: RunHeader,
  keys: readonly (string | null)[],
  until: Instant,
): Promise<readonly HeldMachine[]> {
  const held: HeldMachine[] = [];
  for (const key of keys) held.push(...(await hold({ run, key }, until)));
  return held;
}

function answerOf(run: RunHeader, held: readonly HeldMachine[]): Answer {
  if (held.length === 0) {
    return refused(`No machine of ${nameOf(run)} is on: they go when their attempts have ended.`);
  }
  const shown = held.slice(0, MOST_MACHINES);
  const more = held.length - shown.length;
  const lines = shown.map(
    ({ key, instance, until }) =>
      `- ${quoted(key)}: ${quoted(instance)} stays on until ${momentText(until)}`,
  );
  const commands = shown.map(
    ({ instance, region }) => `aws ssm start-session --region ${region} --target ${instance}`,
  );
  return done(
    [
      `${nameOf(run)}:`,
      ...lines,
      ...(more === 0 ? [] : [`- and ${more} more`]),
      '',
      '```sh',
      ...commands,
      '```',
      '',
      SESSIONS,
    ].join('\n'),
  );
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-instance-profile.html
const SESSIONS =
  'A session needs the Session Manager plugin of the AWS CLI, rights to `ssm:StartSession`, and an instance profile of the machines with `AmazonSSMManagedInstanceCore` (`instance-profile` in the file that `MLPIPELINES_MACHINES` names). A machine that is held costs what it costs.';
