import type { Instance, Machine } from '../../runner-provisioner/machine/machine.ts';
import { storedExamples } from '../../app/domain/kept-examples.ts';
import type { AttemptRow } from '../../app/domain/run/run.ts';
import type { NamedRun } from '../../app/costs/run-cost.ts';
import { HOUR, MINUTE, NOW } from './costed-runs.ts';

/** What an attempt costs, added up line by line from the facts, by nothing of the app: the oracle. */
export function expectedCost(run: NamedRun, attempt: AttemptRow): Expected {
  const own = run.machines.filter(
    (each) => each.attempt.key === attempt.key && each.attempt.attempt === attempt.number,
  );
  const last = own
    .map(({ id }) => id)
    .toSorted()
    .at(-1);
  const bills = own.map((machine) => machineBill(machine, machine.id === last ? attempt : null));
  if (own.length === 0 && attempt.startedAt !== null) bills.push(bill([jobLine(run, attempt)]));
  bills.push(bill(judgeLines(run, attempt)));
  return {
    usd: sum(bills.map(({ usd }) => usd)),
    unknown: sum(bills.map(({ unknown }) => unknown)),
    paidMs: sum(bills.map(({ paidMs }) => paidMs)),
    idleMs: sum(bills.map(({ idleMs }) => idleMs)),
  };
}

export type Expected = {
  readonly usd: number;
  readonly unknown: number;
  readonly paidMs: number;
  readonly idleMs: number;
};

/** Null: nobody knows. */
type Line = number | null;

function bill(lines: readonly Line[], paidMs = 0, idleMs = 0): Expected {
  const known = lines.filter((line) => line !== null);
  return { usd: sum(known), unknown: lines.length - known.length, paidMs, idleMs };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function machineBill(machine: Machine, attempt: AttemptRow | null): Expected {
  const { instance, paidSince, state, stateAt, isPublic } = machine;
  if (instance === null) return bill([]);
  if (paidSince === undefined) return bill([null, null, null, null, null]);
  const until = state.type === 'gone' ? stateAt : NOW;
  const ms = Math.max(0, until - paidSince);
  const isFree = ms < HOUR && isTaken(machine, instance);
  const hours = Math.max(ms, MINUTE) / HOUR;
  const address = isPublic === undefined ? null : isPublic ? 0.005 : 0;
  const prices = [isFree ? 0 : instance.usdHour, ...diskPrices(instance), address];
  const lines = prices.map((usdHour) => (usdHour === null ? null : usdHour * hours));
  if (isFree) return bill(lines);
  return bill(lines, ms, ms - worked({ from: paidSince, to: paidSince + ms }, attempt));
}

function diskPrices({ disk }: Instance): readonly Line[] {
  if (disk === undefined) return [null, null, null];
  return [disk.usdHour.size, disk.usdHour.iops, disk.usdHour.throughput];
}

function isTaken({ state, endCode = '' }: Machine, { market }: Instance): boolean {
  return market === 'spot' && state.type === 'gone' && endCode.startsWith('Server.SpotInstance');
}

function worked(
  { from, to }: { readonly from: number; readonly to: number },
  attempt: AttemptRow | null,
): number {
  if (attempt === null || attempt.startedAt === null) return 0;
  const [begun, ended] = [attempt.startedAt, attempt.endedAt ?? NOW];
  return Math.max(0, Math.min(ended, to) - Math.max(begun, from));
}

const MINUTES: Readonly<Record<string, number>> = {
  'ubuntu-latest': 0.006,
  'ubuntu-slim': 0.002,
  'macos-15': 0.062,
};

function jobLine({ header, plan }: NamedRun, attempt: AttemptRow): Line {
  if (header.hosted === undefined) return 0;
  const step = plan.steps.find(({ id }) => attempt.key.startsWith(id));
  const runsOn = step?.runsOn ?? 'ubuntu-latest';
  if (typeof runsOn !== 'string') return 0;
  const rate = MINUTES[runsOn];
  const begun = Math.ceil(((attempt.endedAt ?? NOW) - (attempt.startedAt ?? 0)) / MINUTE);
  if (rate === undefined) return null;
  return header.hosted.repository.isPublic !== false ? 0 : rate * Math.max(begun, 1);
}

function judgeLines({ steps }: NamedRun, attempt: AttemptRow): readonly Line[] {
  const row = steps.find(({ key }) => key === attempt.key);
  const cost = storedExamples(row?.examples)?.judge?.cost;
  if (cost === undefined || row?.attempt !== attempt.number) return [];
  return [cost.dollars, ...(cost.unsaid > 0 ? [null] : [])];
}
