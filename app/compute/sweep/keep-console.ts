import { printable } from '../../../text/printable.ts';
import type { Act } from '../../../runner-provisioner/machine/decision.ts';
import type { Provisioning } from '../machines-deps.ts';

const MOST_LINES = 30;
const LONGEST_LINE = 2000;

/** What a machine printed that never came up: kept with it, and its end in the attempt's log. */
export async function keepConsole(
  deps: Provisioning,
  { machine: id }: Extract<Act, { type: 'read-console' }>,
): Promise<void> {
  const { store, sky } = deps;
  const kept = await store.machines.find(id);
  const instance = kept?.machine.instance ?? null;
  if (kept === null || instance === null) return;
  // What it sent itself is newer than what EC2 shows.
  const text = kept.told.console ?? (await (await sky()).consoleOf(instance));
  if (text === null) return;
  if (kept.told.console === null) await store.machines.tell(id, { console: text });
  await logLines(deps, kept.machine.attempt, [
    `The machine ${instance.id} (${instance.type}, ${instance.zone}) did not get as far as the step. It printed last:`,
    ...text
      .trimEnd()
      .split('\n')
      .slice(-MOST_LINES)
      .map((line) => printable(line.slice(-LONGEST_LINE))),
  ]);
}

async function logLines(
  { report, clock }: Provisioning,
  of: Parameters<Provisioning['report']>[0],
  texts: readonly string[],
): Promise<void> {
  const lines = texts.map((text) => ({ stream: 'system' as const, text }));
  await report(of, { type: 'output', at: clock.now(), lines });
}
