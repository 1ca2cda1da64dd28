import type { ServerConfig } from '../../server/server-config.ts';
import { ok, problem, warning, type Finding } from './doctor-finding.ts';
import { reasonOf } from './reason-of.ts';

const LONGEST_MS = 15_000;

/** Whether the App answers at the address that GitHub, jobs and people are told. */
export async function checkAddress({ url, github }: ServerConfig): Promise<readonly Finding[]> {
  return [await askHealth(url), ...judgeHost(url, github.web)];
}

async function askHealth(url: string): Promise<Finding> {
  const checked = `${url}/healthz`;
  try {
    const answer = await fetch(checked, { signal: AbortSignal.timeout(LONGEST_MS) });
    await answer.body?.cancel();
    if (answer.ok) return ok(checked, 'well');
    return problem(
      checked,
      `it answers ${answer.status}`,
      answer.status === 500
        ? 'The App is there and its database is not: look at its log.'
        : 'Something else answers there: check MLPIPELINES_URL, the proxy, and that the App runs.',
    );
  } catch (error) {
    return problem(
      checked,
      `nobody answers (${reasonOf(error)})`,
      'Start the App, and check that MLPIPELINES_URL is its address from outside.',
    );
  }
}

/** An address of this machine alone is of use only where GitHub is on it too. */
function judgeHost(url: string, githubUrl: string): readonly Finding[] {
  const checked = 'MLPIPELINES_URL';
  const { protocol } = new URL(url);
  if (isLoopback(url) && !isLoopback(githubUrl)) {
    return [
      problem(
        checked,
        `${url} is an address of this machine, which GitHub and its jobs do not reach`,
        'Set it to the address that the App has from outside, such as https://mlp.example.com.',
      ),
    ];
  }
  if (protocol === 'https:' || isLoopback(url)) return [];
  const found = `${url} is not encrypted, and tokens of jobs go there`;
  return [warning(checked, found, 'Put a proxy with a certificate before the App.')];
}

function isLoopback(url: string): boolean {
  return /^(?:localhost|127\.|\[::1\])/.test(new URL(url).hostname);
}
