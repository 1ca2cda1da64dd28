import { enableCompileCache } from 'node:module';
import { readEnvironment } from '../config.ts';
import { loadAsCommonJs } from './load-as-commonjs.ts';

// Both make the start much shorter, so everything else is imported behind them.
enableCompileCache();
loadAsCommonJs(['drizzle-orm']);
const { runCommandLine } = await import('./run-command-line.ts');
const { thisProcess } = await import('./this-process.ts');

await runCommandLine(process.argv.slice(2), thisProcess(readEnvironment()));
