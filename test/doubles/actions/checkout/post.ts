import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Takes the credentials away that main.ts left in the repository's configuration.
const folder = process.env['STATE_folder'];
const key = process.env['STATE_key'];
if (folder !== undefined && key !== undefined && existsSync(folder)) {
  execFileSync('git', ['config', '--local', '--unset-all', key], { cwd: folder });
}
