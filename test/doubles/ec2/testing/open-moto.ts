import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { installMoto } from '../../../support/brought-tools.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** Starts moto for one test; answers its address. Throws with what it takes where there is none. */
export async function openMoto(): Promise<string> {
  const packages = await installMoto();
  const port = await freePort();
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
  const child = spawn('python3', args, {
    env: { ...process.env, PYTHONPATH: packages, MOTO_ENABLE_AMI_VALIDATION: 'true' },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`moto ended at once: ${child.exitCode}.`);
    return fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  }, 200);
  return url;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
