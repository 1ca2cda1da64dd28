import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { LOGIN_CALLBACK_PATH, WEBHOOK_PATH } from '../addresses.ts';

/** What GitHub is asked to register. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export type AppManifest = {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly redirect_url: string;
  readonly callback_urls: readonly string[];
};

const APP_FILE = new URL('../../../app.yml', import.meta.url);

/** The file app.yml, which says what the App may do, with the addresses of the server at `url`. */
export function appManifest(url: string): AppManifest {
  const file: unknown = parse(readFileSync(APP_FILE, 'utf8'));
  const fields = new Map(Object.entries(typeof file === 'object' ? (file ?? {}) : {}));
  const permissions: unknown = fields.get('default_permissions');
  return {
    ...Object.fromEntries(fields),
    default_permissions: Object.fromEntries(
      Object.entries(permissions ?? {}).map(([name, level]) => [name, String(level)]),
    ),
    hook_attributes: { url: `${url}${WEBHOOK_PATH}`, active: true },
    redirect_url: `${url}/setup/registered`,
    callback_urls: [`${url}${LOGIN_CALLBACK_PATH}`],
  };
}
