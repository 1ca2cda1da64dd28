import { fileURLToPath } from 'node:url';
import { loadAsCommonJs } from '../../app/cli/process/load-as-commonjs.ts';

/** Options of Node for a program of the tests that opens a store: it starts as quickly as the CLI does. */
export const AS_THE_CLI = ['--import', fileURLToPath(import.meta.url)];

loadAsCommonJs(['drizzle-orm']);
