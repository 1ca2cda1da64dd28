/** `npm start`: the mlpipelines GitHub App. docs/run-the-app.md lists the variables that it reads. */
import pino from 'pino';
import { readEnvironment } from './config.ts';
import { localClock } from './local/local-clock.ts';
import { ConfigProblem, readLogLevel, readServerConfig } from './server/server-config.ts';
import { startServer } from './server/start-server.ts';
import { printable, printableJson } from '../text/printable.ts';

try {
  const environment = readEnvironment();
  const log = pino(
    { level: readLogLevel(environment) },
    { write: (text) => process.stdout.write(printableJson(text)) },
  );
  const config = readServerConfig(environment);
  const server = await startServer(config, { log, clock: localClock });
  log.info({ port: server.port, url: config.url }, 'mlpipelines listens');
  if (server.setupUrl !== null) {
    // For a person, who is to see it between the lines of the log.
    process.stderr.write(`\nRegister the GitHub App at\n  ${server.setupUrl}\n\n`);
  }
  const end = () => void server.close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (error) {
  if (!(error instanceof ConfigProblem)) throw error;
  process.stderr.write(`${error.message.split('\n').map(printable).join('\n')}\n`);
  process.exit(2);
}
