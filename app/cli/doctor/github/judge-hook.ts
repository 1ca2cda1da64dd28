import { minuteText } from '../../../reports/words/moment-text.ts';
import { count } from '../../../reports/words/step-words.ts';
import { WEBHOOK_PATH } from '../../../server/addresses.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';
import type { DeliveryFacts, HookFacts } from './ask-github.ts';

/** Whether what happens on GitHub reaches the App at its address. */
export function judgeHook(
  { url, checksCertificate, deliveries }: HookFacts,
  ownUrl: string,
): readonly Finding[] {
  const wanted = `${ownUrl}${WEBHOOK_PATH}`;
  return [
    url === wanted
      ? ok('address of webhooks', url)
      : problem(
          'address of webhooks',
          url === null ? 'none is registered' : `GitHub posts them to ${url}`,
          `Set it to ${wanted} on the settings page of the App, or MLPIPELINES_URL to the address that the App has.`,
        ),
    ...(checksCertificate
      ? []
      : [
          warning(
            'certificate of webhooks',
            'GitHub posts them without looking at the certificate',
            'Turn SSL verification on, on the settings page of the App.',
          ),
        ]),
    judgeDeliveries(deliveries),
  ];
}

function judgeDeliveries(deliveries: readonly DeliveryFacts[]): Finding {
  const checked = 'deliveries of webhooks';
  const [newest] = deliveries;
  if (newest === undefined) {
    return ok(checked, 'none in three days');
  }
  const failed = deliveries.filter(({ isDelivered }) => !isDelivered);
  const [last] = failed;
  if (last === undefined) return ok(checked, `${count(deliveries.length, 'recent one')} arrived`);
  const found = `${count(failed.length, 'delivery', 'deliveries')} of ${deliveries.length} failed, the last one, ${last.event}, ${minuteText(last.at)}: ${last.status}`;
  const fix =
    'The App asks for them again while it runs. Under Advanced on its settings page GitHub shows each with the answer it got; mostly a proxy, a firewall or the certificate stands in the way.';
  return newest.isDelivered ? warning(checked, found, fix) : problem(checked, found, fix);
}
