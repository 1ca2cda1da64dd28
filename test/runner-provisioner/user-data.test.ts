import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const file = join(import.meta.dirname, '../../runner-provisioner/boot/user-data.sh');
const text = readFileSync(file, 'utf8');

test('what a machine does is a script that bash reads, and no longer than EC2 takes', () => {
  const { status, stderr } = spawnSync('bash', ['-n', file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
  expect(Buffer.byteLength(text)).toBeLessThan(16_384);
});

test('it sets its own end before it asks anybody anything', () => {
  const first = text
    .split('\n')
    .find((line) => /^\s*(?:shutdown|[A-Z]+=\$\(metadata|curl)/.test(line));
  expect(first).toMatch(/^shutdown -h \+20/);
});

test('nothing in it is secret, and no token stands in an argument', () => {
  expect(text.match(/@[A-Z_]+@/g)).toEqual(['@APP_URL@']);
  expect(text).not.toMatch(/curl[^\n]*(?:Bearer|\$TOKEN)/);
});

test('what proves who it is, only root can read', () => {
  const written = text
    .split('\n')
    .filter((line) => /STATE\/(?:authorization|token|identity)"\)/.test(line));
  expect(written.map((line) => line.trim().slice(0, 14))).toEqual(Array(3).fill('(umask 077 && '));
  expect(text).toContain('rm "$STATE/token" "$STATE/identity"');
});

test('the configuration of the runner stands in no argument either', () => {
  const lines = text.split('\n').filter((line) => line.includes('JITCONFIG'));
  expect(lines).toEqual([expect.stringMatching(/^ +export ACTIONS_RUNNER_INPUT_JITCONFIG=/)]);
});
