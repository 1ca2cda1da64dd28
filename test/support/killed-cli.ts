import { writeFileSync } from 'node:fs';
import { runCommandLine } from '../../app/cli/run-command-line.ts';
import { thisProcess } from '../../app/cli/process/this-process.ts';

/**
 * The CLI, which kills itself (SIGKILL) at the n-th boundary of what it does outside: KILL_AT counts the moments right
 * before and right after each call of a port. Without KILL_AT it writes how many there were to KILL_COUNT_FILE.
 */
const { KILL_AT, KILL_COUNT_FILE, ...rest } = process.env;
const env = Object.fromEntries(
  Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
let passed = 0;

const shell = thisProcess(env);
await runCommandLine(process.argv.slice(2), {
  ...shell,
  ports: (deps) => ({
    ...deps,
    store: watched(deps.store, ['commit', 'nextRunNumber'], {
      outbox: watched(deps.store.outbox, ['lease', 'delay'], {}),
      leases: watched(deps.store.leases, ['drive', 'release'], {}),
    }),
    host: watched(deps.host, ['start', 'cancel'], {}),
    logs: watched(deps.logs, ['append'], {}),
  }),
});
if (KILL_COUNT_FILE !== undefined) writeFileSync(KILL_COUNT_FILE, String(passed));

/** The port, with a boundary before and after each call of these methods. */
function watched<Port extends object>(
  port: Port,
  methods: readonly (keyof Port)[],
  parts: Partial<Port>,
): Port {
  return new Proxy(port, {
    get(target, name: string & keyof Port) {
      if (name in parts) return parts[name];
      const value = target[name];
      if (typeof value !== 'function' || !methods.includes(name)) return value;
      return async (...args: unknown[]) => {
        boundary();
        const result: unknown = await value.apply(target, args);
        boundary();
        return result;
      };
    },
  });
}

function boundary(): void {
  passed += 1;
  if (passed === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
}
