import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { RecordedRequest } from '../../doubles/ec2/http/limits/request-record.ts';
import type { MachineView } from '../../doubles/ec2/seeded-region.ts';

const MINUTE = 60_000;

export type TaleFacts = {
  readonly machines: readonly Machine[];
  readonly requests: readonly RecordedRequest[];
  readonly now: number;
};

/** What is known of an instance that is there and should not be: a day hangs on the host's speed, and may not break its law again. */
export function taleOf(
  { id, state, tags, launchedAt }: MachineView,
  { machines, requests, now }: TaleFacts,
): string {
  const ago = (at: number) => `${((now - at) / MINUTE).toFixed(1)} min ago`;
  const row = machines.find((each) => each.instance?.id === id || each.id === tags['mlp:machine']);
  const lately = requests.filter(({ at }) => now - at < 30 * MINUTE);
  const ends = lately.filter(
    ({ operation, input }) =>
      operation === 'TerminateInstances' && JSON.stringify(input ?? null).includes(id),
  );
  return [
    `${id} is ${state}, launched ${ago(launchedAt)}`,
    row === undefined
      ? 'no row is of it'
      : `${row.id} is ${row.state.type} since ${ago(row.stateAt)} and knows ${row.instance?.id ?? 'no instance'}`,
    `its end was asked for: ${told(ends, ago)}`,
    `lists: ${told(lately.filter(({ operation }) => operation === 'DescribeInstances').slice(-20), ago)}`,
  ].join('; ');
}

function told(requests: readonly RecordedRequest[], ago: (at: number) => string): string {
  const all = requests.map(({ at, outcome }) => `${outcome} ${ago(at)}`);
  return all.length === 0 ? 'never' : all.join(', ');
}
