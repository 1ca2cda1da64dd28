import type { Attempt } from '../attempt.ts';
import type { MemoryEvidence } from '../end/evidence.ts';
import { openMemoryGroup } from '../process/memory-group.ts';
import type { MemoryGroup } from '../process/memory-group.ts';
import { machineMemory, machineOomKills, watchMemory } from '../process/memory-watch.ts';

/** A control group for the step, if it has a memory limit and one can be made. */
export function openGroup({ ticket }: Attempt): MemoryGroup | null {
  const { memoryBytes } = ticket.limits;
  if (memoryBytes === null || ticket.container !== null) return null;
  return openMemoryGroup(`mlp-${ticket.run.id}-${process.pid}-${nextGroup()}`, memoryBytes);
}

let groups = 0;
function nextGroup(): number {
  groups += 1;
  return groups;
}

/** Gathers, while the command runs, what tells afterwards whether memory was its end. */
export function measureMemory(
  { ticket }: Attempt,
  group: MemoryGroup | null,
): { start(pid: number): void; evidence(): MemoryEvidence; stop(): void } {
  const killsBefore = machineOomKills();
  let watch: ReturnType<typeof watchMemory> | null = null;
  return {
    start: (pid) => {
      watch = watchMemory(pid);
    },
    evidence() {
      const kills = machineOomKills();
      return {
        groupKills: group?.oomKills() ?? null,
        machineKills: kills === null || killsBefore === null ? null : kills - killsBefore,
        peakBytes: watch?.peak() ?? 0,
        limitBytes: ticket.limits.memoryBytes ?? machineMemory(),
        limitIsOwn: ticket.limits.memoryBytes !== null,
      };
    },
    stop: () => watch?.stop(),
  };
}
