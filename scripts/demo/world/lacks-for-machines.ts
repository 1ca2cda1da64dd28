import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the start-up script of machines uses, beside what any Unix has. */
const PROGRAMS = ['bash', 'curl', 'tar', 'sha256sum', 'awk', 'timeout'];

/** Programs that machines on the stand-in for EC2 need, and that this machine lacks. */
export function lacksForMachines(): readonly string[] {
  return PROGRAMS.filter((program) => !isOnPath(program));
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
