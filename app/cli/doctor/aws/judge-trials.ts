import type { Trial } from '../../../../runner-provisioner/aws/doctor/try-permissions.ts';
import { classOf, type Ec2Error } from '../../../../runner-provisioner/ec2/error-classes.ts';
import {
  adviceForRefusal,
  whatWasSaid,
} from '../../../../runner-provisioner/ec2/words-for-refusal.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';

/** What the app may do, by requests that were only tried. */
export function judgeTrials(trials: readonly Trial[]): readonly Finding[] {
  return trials.map(({ action, refusal }) => {
    const checked = `may ${action}`;
    return refusal === null ? ok(checked, 'yes') : judgeRefusal(checked, refusal);
  });
}

/** What to do about anything that EC2 refused. */
export function judgeRefusal(checked: string, error: Ec2Error): Finding {
  const kind = classOf(error);
  const found = `AWS says ${whatWasSaid(error)}`;
  const passes = kind === 'market-off' || kind === 'account-wait' || kind === 'transient';
  const judge = passes ? warning : problem;
  return judge(checked, found, adviceForRefusal(error, kind));
}
