import { samplesSince, wordsForIdleGpus } from '../../../runner-provisioner/boot/read-usage.ts';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { UsageLine } from '../../runtime/ports/hosted/machines.ts';
import type { Provisioning } from '../machines-deps.ts';

type Told = { readonly before: readonly UsageLine[]; readonly now: readonly UsageLine[] };

/** Has the check say that nothing uses the GPUs of a step that runs, and take it back once something does. */
export async function tellIdleGpus(
  { note }: Pick<Provisioning, 'note'>,
  { state, stateAt, attempt: { run, key, attempt } }: Machine,
  { before, now }: Told,
): Promise<void> {
  // It idles before its job begins.
  if (state.type !== 'running') return;
  const [was, is] = [idleWords(before, stateAt), idleWords(now, stateAt)];
  if ((was === null) === (is === null)) return;
  const text = is === null ? null : `Step ${key}, attempt ${attempt}: ${is}`;
  await note(run, { about: `GPUs of ${key}`, text });
}

/** As of what was said last. */
function idleWords(lines: readonly UsageLine[], since: number): string | null {
  const samples = samplesSince(lines, since);
  return wordsForIdleGpus(samples, samples.at(-1)?.at ?? 0);
}
