/**
 * Bundles the action into one file: `action/dist/main.mjs`, or the file named on the command line.
 */
import { buildAction } from './pack/build-action.ts';

await buildAction(process.argv[2]);
