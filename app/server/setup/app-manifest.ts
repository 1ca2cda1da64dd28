import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const APP_FILE = new URL('../../../app.yml', import.meta.url);

/**
 * What GitHub is asked to register, as JSON: the file app.yml, which says what the App may do, with this server's
 * addresses. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function appManifest(url: string): string {
  const file: unknown = parse(readFileSync(APP_FILE, 'utf8'));
  return JSON.stringify({
    ...(typeof file === 'object' ? file : {}),
    hook_attributes: { url: `${url}/api/github/webhooks`, active: true },
    redirect_url: `${url}/setup/registered`,
    callback_urls: [`${url}/login/callback`],
  });
}
