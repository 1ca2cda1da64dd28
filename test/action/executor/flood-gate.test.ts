import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFloodGate } from '../../../action/executor/output/flood-gate.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { createOutputLog } from '../../../action/executor/output/output-log.ts';

const MIB = 2 ** 20;
/** What a line of this many characters costs is a little more. */
const LINE = 'x'.repeat(1024 - 32);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openGate() {
  const passed: string[] = [];
  const gate = createFloodGate(({ text }) => void passed.push(text));
  return {
    gate,
    /** Since the last time that this was asked. */
    passed: () => passed.splice(0),
    print: (count: number, text = LINE) => {
      for (let at = 0; at < count; at += 1) gate.add({ stream: 'stdout', text });
    },
  };
}

describe('a command that prints', () => {
  test('has 8 MiB let through at once, and what follows is held for four seconds', () => {
    const { print, passed } = openGate();
    print((8 * MIB) / 1024);
    expect(passed()).toHaveLength(8192);
    print(1, 'late');
    expect(passed()).toEqual([]);
    vi.advanceTimersByTime(3999);
    expect(passed()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(passed()).toEqual(['late']);
  });

  test('faster than that keeps its newest 200 lines, and is told how many were left out', () => {
    const { print, passed } = openGate();
    print(8192);
    passed();
    print(4, 'lost');
    print(200, 'kept');
    vi.advanceTimersByTime(4000);
    expect(passed()).toEqual([
      '(4 lines left out: printed too fast)',
      ...Array.from({ length: 200 }, () => 'kept'),
    ]);
    // That was told once.
    print(1, 'more');
    vi.advanceTimersByTime(4000);
    expect(passed()).toEqual(['more']);
  });

  test('keeps 256 KiB of the newest where lines are long', () => {
    const { print, passed, gate } = openGate();
    print(8192);
    passed();
    print(5, 'y'.repeat(64 * 1024));
    gate.flush();
    const [told, ...kept] = passed();
    expect(told).toBe('(1 lines left out: printed too fast)');
    expect(kept).toHaveLength(4);
  });

  test('may print 128 KiB more with each second that it was silent, and never more than 8 MiB at once', () => {
    const { print, passed } = openGate();
    print(8192);
    passed();
    vi.advanceTimersByTime(1000);
    print(126);
    expect(passed()).toHaveLength(125);
    vi.advanceTimersByTime(3_600_000);
    passed();
    print(8193);
    expect(passed()).toHaveLength(8192);
  });

  test('and ends has all that is held let through at once, and nothing twice', () => {
    const { print, passed, gate } = openGate();
    print(8192);
    print(2, 'last');
    passed();
    gate.flush();
    expect(passed()).toEqual(['last', 'last']);
    gate.flush();
    vi.advanceTimersByTime(10_000);
    expect(passed()).toEqual([]);
  });
});

describe('the log of an attempt', () => {
  function openLog() {
    const reports: number[] = [];
    const texts: string[] = [];
    const log = createOutputLog(maskSecrets({}), ({ lines }) => {
      reports.push(lines.length);
      texts.push(...lines.map(({ text }) => text));
    });
    return { log, reports, texts };
  }

  test('comes ten times a second, and sooner once there are 500 lines or 64 KiB', () => {
    const { log, reports } = openLog();
    const out = log.open('stdout');
    out.push('one\ntwo\n');
    vi.advanceTimersByTime(99);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reports).toEqual([2]);
    out.push('x\n'.repeat(501));
    expect(reports).toEqual([2, 500]);
    vi.advanceTimersByTime(100);
    expect(reports).toEqual([2, 500, 1]);
    out.push(`${'y'.repeat(1024)}\n`.repeat(64));
    expect(reports).toEqual([2, 500, 1, 64]);
    log.flush();
    expect(reports).toHaveLength(4);
  });

  test('has one state of a progress bar a second, and always its last', () => {
    const { log, texts } = openLog();
    const out = log.open('stderr');
    vi.setSystemTime(10_000);
    out.push('10 %\r20 %\r');
    vi.advanceTimersByTime(1000);
    out.push('60 %\r');
    out.push('100 %\ndone\n');
    log.flush();
    expect(texts).toEqual(['10 %', '60 %', '100 %', 'done']);
  });

  test('says a last state that was shown once, and what is printed twice two times', () => {
    const { log, texts } = openLog();
    vi.setSystemTime(10_000);
    const out = log.open('stderr');
    out.push('100 %\r\n');
    out.push('100 %\n');
    log.flush();
    expect(texts).toEqual(['100 %', '100 %']);
  });

  test('knows the last twenty lines of each stream that say something', () => {
    const { log } = openLog();
    const out = log.open('stdout');
    for (let at = 1; at <= 25; at += 1) out.push(`line ${at}\n  \n`);
    log.open('stderr').push('alone\n');
    log.say('from the executor');
    expect(log.tail('stdout')).toEqual(Array.from({ length: 20 }, (_, at) => `line ${at + 6}`));
    expect(log.tail('stderr')).toEqual(['alone']);
  });
});
