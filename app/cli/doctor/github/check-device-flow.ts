import { askDeviceCode, type App } from '../../server/ask-device-code.ts';
import { ok, warning, type Finding } from '../doctor-finding.ts';

/**
 * Whether people can sign in on their command lines. No manifest can turn that on, and GitHub tells of it only whoever asks for a code:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token
 */
export async function checkDeviceFlow(app: App): Promise<Finding> {
  const checked = 'sign-in on the command line';
  const asked = await askDeviceCode(app);
  if (asked.ok) return ok(checked, 'GitHub gives a code');
  if (asked.why === 'device_flow_disabled') {
    return warning(
      checked,
      'turned off: nobody can use mlpipelines login',
      'Tick “Enable Device Flow” on the settings page of the App, under General.',
    );
  }
  return warning(
    checked,
    `GitHub gives no code (${asked.why ?? 'it does not answer'})`,
    'Check GITHUB_URL and GITHUB_CLIENT_ID, then look again.',
  );
}
