import { messageOf } from '../../../../../text/message-of.ts';
import { describeRefusal, refusalOf } from '../../../client/what-failed.ts';
import { POLICY_FILE } from '../../../../domain/policy.ts';
import { digestOf } from '../../../../domain/digest.ts';
import type { PlanStep } from '../../../../domain/plan.ts';
import type { RunHeader } from '../../../../domain/run/run.ts';
import { attemptOf } from '../../../../drawing/kept/attempt-of.ts';
import { drawPlot } from '../../../../drawing/kept/draw-plot.ts';
import { drawnAgainst } from '../../../../drawing/kept/drawn-against.ts';
import { isDrawn } from '../../../../drawing/kept/kept-plots.ts';
import { plotsOf } from '../../../../drawing/kept/plots-of.ts';
import { titleOf } from '../../../../drawing/kept/title-of.ts';
import { NO_PICTURES, type Pictures } from '../../../../reports/comment/pictures-section.ts';
import type { Report } from '../../../../reports/report/report.ts';
import { KeyedMutex } from '../../../../runtime/keyed-mutex.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';
import { IMAGE_BRANCH, keepPictures, type Picture } from '../../images/image-branch.ts';

const MOST_PICTURES = 6;

/** Of one repository two at once would each make the branch without the other's. */
const branches = new KeyedMutex();

/**
 * Plots of the step that a run is judged by, kept where its comment shows them from; none while it runs, and none where the
 * policy does not want any or the code was a stranger's. A repository that takes no such branch is shown none.
 */
export async function loadPictures(
  deps: PublishDeps,
  { header, plan }: LoadedRun,
  { judged, report }: { readonly judged: PlanStep | null; readonly report: Report | null },
): Promise<Pictures> {
  const { hosted, endedAt } = header;
  if (hosted?.images !== 'branch' || hosted.trust === 'untrusted') return NO_PICTURES;
  if (judged === null || endedAt === null) return NO_PICTURES;
  const { repository } = hosted;
  const of = await attemptOf(deps, header.id, judged.id);
  if (of === null) return NO_PICTURES;
  const before = await drawnAgainst(deps, report);
  const { plots, base } = await plotsOf(deps, { plan, base: before }, of);
  const asker = String(repository.id);
  const drawing = plots
    .filter((plot) => isDrawn(plot))
    .slice(0, MOST_PICTURES)
    .map(async (plot) => {
      const drawn = await drawPlot(deps, plot, { asker, base, form: 'png' });
      return drawn.type === 'picture' ? [{ plot, drawn }] : [];
    });
  const made = (await Promise.all(drawing)).flat().map(({ plot, drawn }) => ({
    title: titleOf(plot),
    alt: drawn.alt ?? titleOf(plot),
    picture: { digest: digestOf(drawn.bytes).slice('sha256:'.length), png: drawn.bytes },
  }));
  const pictures = made.map(({ picture }) => picture);
  const kept = await branches.run(asker, () => keep(deps, header, pictures));
  if (typeof kept === 'string') return { shown: [], trouble: kept };
  const shown = made.flatMap(({ title, alt, picture }) => {
    const path = kept.get(picture.digest);
    return path === undefined ? [] : [{ title, alt, address: addressOf(path) }];
  });
  return { shown, trouble: null };
}

/** A text: why GitHub does not take them. */
async function keep(
  { clients, clock, warn }: PublishDeps,
  { id, hosted }: RunHeader,
  pictures: readonly Picture[],
): Promise<ReadonlyMap<string, string> | string> {
  if (hosted === undefined || pictures.length === 0) return new Map();
  const { installation, owner, name: repo } = hosted.repository;
  try {
    const client = clients.of(installation);
    return await keepPictures(client, { owner, repo }, { pictures, now: clock.now() });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) return describeRefusal(refusal, MAY_NOT);
    warn(`a comment is shown without its pictures: ${messageOf(error)}`, { run: id });
    return new Map();
  }
}

const GRANT = `Grant it the permission \`contents: write\`, let rulesets pass ${IMAGE_BRANCH}, or take \`images: branch\` out of ${POLICY_FILE}.`;
const MAY_NOT = {
  what: `Plots are kept on the branch ${IMAGE_BRANCH} for comments, and GitHub does not let this app write it`,
  next: { forbidden: GRANT, rule: GRANT, invalid: GRANT },
};

/** As GitHub's documentation has it for comments: https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#images */
function addressOf(path: string): string {
  return `../blob/${IMAGE_BRANCH}/${path}?raw=true`;
}
