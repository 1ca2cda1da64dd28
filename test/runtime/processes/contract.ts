import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProcessOwner } from '../../../app/local/process-owner.ts';
import { AS_THE_CLI } from '../../support/load-as-the-cli.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import type { StoreLocation } from '../../../app/store/open-store.ts';

const SCRIPT = fileURLToPath(new URL('drive.ts', import.meta.url));

type Said = Readonly<Record<string, unknown>>;
type Driver = {
  readonly child: ChildProcess;
  readonly said: Said[];
  /** Resolves with the first thing said that has this key. */
  readonly heard: (key: string, value?: unknown) => Promise<Said>;
  readonly exit: Promise<number | null>;
};

function drive(order: Readonly<Record<string, unknown>>): Driver {
  const child = spawn(process.execPath, [...AS_THE_CLI, SCRIPT, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Said[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push(JSON.parse(line) as Said);
    for (const listener of listeners) listener();
  });
  const heard = (key: string, value?: unknown) =>
    new Promise<Said>((resolve) => {
      const look = () => {
        const found = said.find((one) => key in one && (value === undefined || one[key] === value));
        if (found !== undefined) resolve(found);
      };
      listeners.add(look);
      look();
    });
  const exit = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return { child, said, heard, exit };
}

/** Several real processes on one store. */
export function describeProcesses(name: string, location: () => StoreLocation): void {
  const order = (given: Readonly<Record<string, unknown>>) => ({
    location: location(),
    objects: join(freshFolder(), 'objects'),
    runs: 1,
    stays: false,
    ...given,
  });

  describe(`several processes on one ${name}`, () => {
    it('each drive their own runs to the end, and none of the others', async () => {
      const drivers = [drive(order({ runs: 4 })), drive(order({ runs: 4 }))];
      expect(await Promise.all(drivers.map(({ exit }) => exit))).toEqual([0, 0]);
      for (const { said } of drivers) {
        const mine = said.filter((one) => 'over' in one);
        expect(mine.map(({ status }) => status)).toEqual(Array(4).fill('succeeded'));
        const started = said.filter((one) => 'started' in one);
        expect(started).toHaveLength(12);
        expect(new Set(started.map(({ run }) => run))).toEqual(
          new Set(mine.map(({ over }) => over)),
        );
        expect(said.filter((one) => 'warn' in one)).toEqual([]);
      }
    });

    it('cancel each others runs: who drives it ends its attempt', async () => {
      const driver = drive(order({ stays: true }));
      const { run } = await driver.heard('started', 'train');
      const other = await openRuntime({ location: location() });
      const cancel = { type: 'run.cancel-requested', by: 'ada', reason: 'enough' } as const;
      await other.runtime.handle(String(run), { ...cancel, forced: false });
      expect(await driver.exit).toBe(0);
      expect(driver.said).toContainEqual({ over: run, status: 'cancelled' });
      expect(driver.said).toContainEqual({ cancelled: ['train'] });
      await other.store.close();
    });

    it('leave a run alone that a living one drives, and go on with it at once when that one was killed', async () => {
      const first = drive(order({ stays: true }));
      const { run } = await first.heard('started', 'train');
      const here = await openRuntime({ location: location(), owner: createProcessOwner() });
      expect(await here.runtime.resume(String(run))).toMatchObject({ type: 'driven' });
      first.child.kill('SIGKILL');
      await first.exit;
      const second = drive(order({ resume: run }));
      expect(await second.exit).toBe(0);
      expect(second.said).toContainEqual({ resumed: { type: 'driving' } });
      expect(second.said).toContainEqual({ over: run, status: 'succeeded' });
      const started = second.said.filter((one) => 'started' in one);
      expect(started.map(({ started: key }) => key)).toEqual(['train', 'evaluate']);
      const rows = await here.store.runs.load(String(run));
      const interrupted = rows?.attempts.filter(({ status }) => status === 'interrupted') ?? [];
      expect(interrupted.length).toBeLessThan(2);
      expect(rows?.steps.find(({ key }) => key === 'train')?.spent).toEqual({});
      await here.store.close();
    });
  });
}
