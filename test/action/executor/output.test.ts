import { describe, expect, test } from 'vitest';
import { onlyColours } from '../../../text/escapes.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { createOutputLog } from '../../../action/executor/output/output-log.ts';
import { splitLines } from '../../../action/executor/output/split-lines.ts';
import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import { openMachine } from './begin-attempt.ts';

describe.concurrent('lines of output', () => {
  test('pieces of any size make the same lines', () => {
    const text = 'one\ntwo\r\n\r\nthree\r\r\nlast without an end';
    for (const size of [1, 2, 3, 5, 100]) {
      const lines: string[] = [];
      const splitter = splitLines(100, (line) => {
        if (!line.progress) lines.push(line.text);
      });
      for (let at = 0; at < text.length; at += size) splitter.push(text.slice(at, at + size));
      splitter.end();
      expect(lines).toEqual(['one', 'two', '', 'three', 'last without an end']);
    }
  });

  test('a line without an end is held only up to a limit, and told how much was cut', async () => {
    const machine = await openMachine();
    const script = `python3 -c 'import sys; [sys.stdout.write("x" * 1000000) for _ in range(50)]; print("end")'`;
    const attempt = machine.begin({ script });
    expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    const [line, ...more] = attempt.lines('stdout');
    expect(more).toEqual([]);
    expect(line).toHaveLength(16 * 1024 + ' … (49983619 more characters)'.length);
    expect(line).toMatch(/^x+ … \(49983619 more characters\)$/);
  });

  test('bytes that are no text become replacement characters, split characters become whole', async () => {
    const machine = await openMachine();
    const script = `printf 'a\\xff\\xfeb\\n'; printf '\\xe2'; sleep 0.2; printf '\\x82\\xac\\n'`;
    const attempt = machine.begin({ script });
    await attempt.outcome;
    expect(attempt.lines('stdout')).toEqual(['a\uFFFD\uFFFDb', '€']);
  });

  test('of a progress bar one state a second is kept, and its last', async () => {
    const machine = await openMachine();
    const script = `python3 -u -c '
import sys, time
for i in range(101):
    sys.stderr.write("\\r%d%%|%s" % (i, i * "#"))
    time.sleep(0.002)
sys.stderr.write("\\n")
print("done", file=sys.stderr)'`;
    const attempt = machine.begin({ script });
    await attempt.outcome;
    const lines = attempt.lines('stderr');
    expect(lines.length).toBeLessThan(15);
    expect(lines[0]).toBe('0%|');
    expect(lines.slice(-2)).toEqual([`100%|${'#'.repeat(100)}`, 'done']);
  });

  test('a progress bar that is killed shows where it was', async () => {
    const machine = await openMachine();
    const attempt = machine.begin({ script: `printf '\\r10%%'; printf '\\r20%%'; kill -9 $$` });
    await attempt.outcome;
    expect(attempt.lines('stdout')).toEqual(['10%', '20%']);
  });

  test('colours stay; what talks to the terminal goes', () => {
    expect(onlyColours('\u001b[31mred\u001b[0m')).toBe('\u001b[31mred\u001b[0m');
    expect(onlyColours('\u001b]0;title\u0007a\u001b[2Jb\u001b[1;1Hc\u001bc\u0000d\u0008')).toBe(
      'abcd',
    );
    expect(onlyColours('\u001b]52;c;ZXZpbA==\u001b\\x')).toBe('x');
    expect(onlyColours('\u001bP1;2|evil\u001b\\y\u009b31m')).toBe('y');
    expect(onlyColours('tab\tstays')).toBe('tab\tstays');
  });

  test('a flood is thinned out, counted, and its end is kept', () => {
    const reports: OutputReport[] = [];
    const log = createOutputLog(maskSecrets({}), (report) => reports.push(report));
    const splitter = log.open('stdout');
    const chunk = 'y'.repeat(99).concat('\n').repeat(1000);
    for (let at = 0; at < 1000; at += 1) splitter.push(chunk);
    splitter.push('the end\n');
    log.flush();
    const lines = reports.flatMap((report) => report.lines);
    const chars = lines.reduce((sum, line) => sum + line.text.length, 0);
    expect(chars).toBeLessThan(12 * 1024 * 1024);
    expect(lines.at(-1)).toEqual({ stream: 'stdout', text: 'the end' });
    const left = lines.flatMap(
      ({ text }) => /^\((\d+) lines left out: printed too fast\)$/.exec(text)?.[1] ?? [],
    );
    const shown = lines.filter((line) => line.stream === 'stdout').length;
    expect(left.map(Number).reduce((sum, count) => sum + count, shown)).toBe(1_000_001);
    expect(Math.max(...reports.map((report) => report.lines.length))).toBeLessThanOrEqual(500);
  });
});

describe.concurrent('secrets in output', () => {
  const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
  const KEY = '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\nxyz0123456789\n-----END KEY-----\n';

  test('are hidden however they are printed', () => {
    const { apply } = maskSecrets({ TOKEN, KEY, PASSWORD: 'p+"w\\d/ü&x' });
    const told = [
      `token: ${TOKEN}!`,
      'MIIEowIBAAKCAQEA',
      JSON.stringify({ password: 'p+"w\\d/ü&x' }),
      `https://me:${encodeURIComponent('p+"w\\d/ü&x')}@host`,
      Buffer.from(TOKEN).toString('base64'),
      Buffer.from(TOKEN).toString('base64url'),
      `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`,
      `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}`,
      `Basic ${Buffer.from(`you:${TOKEN}`).toString('base64')}`,
      Buffer.from(TOKEN).toString('hex'),
      Buffer.from(TOKEN).toString('hex').toUpperCase(),
      '"p+\\"w\\\\d/\\u00fc&x"',
      'p%2B%22w%5Cd/%C3%BC%26x',
    ].map(apply);
    const revealing =
      /16C7e42F|MIIEow|w\\\\d|w%5Cd|MTZDN2U0MkYyOTJjNjkxMkU3NzEw|Z2hwXzE2QzdlNDJG|3136433765/;
    expect(told.filter((line) => revealing.test(line))).toEqual([]);
    expect(told.every((line) => line.includes('***'))).toBe(true);
    expect(apply('nothing secret')).toBe('nothing secret');
  });

  test('stay hidden where a line is cut, and where control characters break them up', () => {
    const reports: OutputReport[] = [];
    const log = createOutputLog(maskSecrets({ TOKEN }), (report) => reports.push(report));
    const out = log.open('stdout');
    for (let before = 16 * 1024 - 50; before <= 16 * 1024; before += 1) {
      out.push(`${'.'.repeat(before)}${TOKEN}${'.'.repeat(5000)}\n`);
    }
    out.push(`${TOKEN.slice(0, 9)}\u001b[K${TOKEN.slice(9)}\n`);
    log.flush();
    const text = reports.flatMap((report) => report.lines.map((line) => line.text)).join('\n');
    expect(text).not.toContain(TOKEN.slice(0, 9));
    expect(text.endsWith('***')).toBe(true);
  });

  test('are hidden in messages and summaries too, and refused as outputs', async () => {
    const machine = await openMachine();
    const script = `echo "failed with $TOKEN" >&2; echo "# $TOKEN" >> "$MLPIPELINES_SUMMARY"; exit 1`;
    const failed = machine.begin({ script, secrets: { TOKEN } });
    const outcome = await failed.outcome;
    const leaking = machine.begin({
      script: 'echo "url=https://$TOKEN@host" >> "$MLPIPELINES_OUTPUT"',
      secrets: { TOKEN },
      outputs: [{ name: 'url', type: 'string', path: null, optional: false }],
    });
    expect((await leaking.outcome).message).toMatch(/^Output url contains a secret/);
    expect(outcome.message).toContain('failed with ***');
    expect(JSON.stringify([failed.reports, leaking.reports])).not.toContain(TOKEN);
  });

  test('are refused as names: of metrics and of files that others see', async () => {
    const machine = await openMachine();
    const secrets = { TOKEN };
    const metric = machine.begin({
      script: `echo "{\\"$TOKEN\\": 1}" > m.json`,
      secrets,
      metrics: { path: 'm.json', live: null },
    });
    expect((await metric.outcome).message).toMatch(/^m.json has a metric whose name contains a/);
    const file = machine.begin({
      script: 'mkdir out; echo > "out/$TOKEN.txt"',
      secrets,
      outputs: [{ name: 'data', type: 'dataset', path: 'out', optional: false }],
    });
    expect((await file.outcome).message).toMatch(/^A file name contains a secret/);
    expect(JSON.stringify([metric.reports, file.reports])).not.toContain(TOKEN);
  });
});
