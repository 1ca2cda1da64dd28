import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { graceMs } from '../../action/executor/process/clocks.ts';
import { watchInterruption } from '../../action/job/watch-interruption.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

function controls() {
  const order: string[] = [];
  const control = (name: string) => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => order.push(name));
    return controller;
  };
  return { order, stop: control('stop'), kill: control('kill'), hangUp: control('hangUp') };
}

describe('the file that says that the machine is taken back', () => {
  test('ends the step, then all saving, then all telling', async () => {
    const file = join(freshFolder(), 'interrupted');
    const { order, ...signals } = controls();
    watchInterruption(file, signals, { lookEveryMs: 1, saveMs: 20, tellMs: 40 });
    expect(order).toEqual([]);
    writeFileSync(file, '');
    await waitUntil(() => order.length === 3);
    expect(order).toEqual(['stop', 'kill', 'hangUp']);
    expect([signals.stop.signal.reason, signals.kill.signal.reason]).toEqual([
      'interrupt',
      'interrupt',
    ]);
  });

  test('leaves a step that is being cancelled what it is, and the machine no more time', async () => {
    const file = join(freshFolder(), 'interrupted');
    const { order, ...signals } = controls();
    watchInterruption(file, signals, { lookEveryMs: 1, saveMs: 5, tellMs: 10 });
    signals.stop.abort('cancel');
    writeFileSync(file, '');
    await waitUntil(() => order.length === 3);
    expect(signals.stop.signal.reason).toBe('cancel');
  });

  test('cuts the grace period to what leaves time for the upload', () => {
    const clocks = { timeoutMs: 1, stallTimeoutMs: null, gracePeriodMs: 600_000 };
    expect(graceMs('interrupt', clocks)).toBe(40_000);
    expect(graceMs('cancel', clocks)).toBe(600_000);
    expect(graceMs('interrupt', { ...clocks, gracePeriodMs: 5000 })).toBe(5000);
  });
});
