import { readFileSync } from 'node:fs';

const SCRIPT = new URL('../boot/user-data.sh', import.meta.url);

/** What a machine of this app does, told where the app is. */
export function userDataFor(appUrl: string): string {
  // It stands between single quotes of the shell.
  const address = new URL(appUrl).href.replace(/\/$/, '').replaceAll("'", '%27');
  return readFileSync(SCRIPT, 'utf8').replace('@APP_URL@', () => address);
}
