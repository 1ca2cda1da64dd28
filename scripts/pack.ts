/**
 * `prepack`: makes what the npm package holds beside the files that `package.json` lists: our code with all that it
 * imports in `dist/`, the action in one file, and the licences of what is in them.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAction } from './pack/build-action.ts';
import { bundleProgram, OUT } from './pack/bundle-program.ts';
import { browserFiles } from './pack/browser-files.ts';
import { packagesIn } from './pack/packages-in.ts';
import { thirdParty } from './pack/third-party.ts';

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const { texts, inputs: ofBrowsers } = await browserFiles();
const ofProgram = await bundleProgram(texts);
const ofAction = await buildAction();
const packages = packagesIn([...ofBrowsers, ...ofProgram, ...ofAction]);
await writeFile(join(OUT, 'THIRD-PARTY.txt'), await thirdParty(packages));
