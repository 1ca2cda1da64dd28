/** The App as `npm start` runs it, on a fast clock: FAST_CLOCK is `<speed>:<since>`. Says `ready` when it listens. */
import pino from 'pino';
import { readServerConfig } from '../../app/server/server-config.ts';
import { startServer } from '../../app/server/start-server.ts';
import { fastClock } from './fast-clock.ts';

const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  ),
);
const [speed = 1, since = 0] = (environment['FAST_CLOCK'] ?? '').split(':').map(Number);
const log = pino({ level: 'info' }, pino.destination({ dest: 1, sync: true }));
const server = await startServer(readServerConfig(environment), {
  log,
  clock: fastClock(speed, since),
});
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.send?.('ready');
