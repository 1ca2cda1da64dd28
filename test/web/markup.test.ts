import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { COSTS_PAGE, sampleCosts, sampleMachines } from './costs/sample-costs.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { FORESEES, MODEL_PAGES, modelShop } from './models/sample-model.ts';
import { pagesOfFaults, STRANGERS_PAGES } from './more-pages.ts';
import { openPages } from './open-pages.ts';
import { sampleAudits } from './sample-audits.ts';
import { runToApproval, runToTraining } from './sample-run.ts';

/** What the HTML standard forbids, and what assistive technology stumbles over; how markup is laid out is nobody's matter. */
const VALIDATOR = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // Templates leave empty attributes and spaces where nothing is to be said.
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    // Cards are sections; what is scrolled sideways is none.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // Letters of other scripts and of names are written as they are.
    'no-raw-characters': 'off',
  },
});

/** Every complaint about a page, with its line. */
async function complaints(page: string): Promise<readonly string[]> {
  const { results } = await VALIDATOR.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, line }) =>
        `${ruleId}: ${message} (${page.split('\n')[line - 1]?.trim()})`,
    ),
  );
}

test('every page is HTML as the standard has it', async () => {
  const live = await openPages();
  const running = await runToTraining(live);
  const over = await openPages();
  const waiting = await runToApproval(over);
  const second = await over.startHosted(aPlan([aStep('other')]));
  for (const audit of sampleAudits(waiting.id)) {
    await over.store.commit([{ type: 'audit.add', audit }]);
  }
  const shop = await openPages(FORESEES);
  const { runs } = await modelShop(shop);
  const paid = await openPages();
  const now = paid.deps.clock.now();
  await sampleCosts(paid, now - 20 * 86_400_000);
  await sampleMachines(paid, now);
  const faults = await pagesOfFaults();
  for (const path of STRANGERS_PAGES) {
    expect(await complaints(await (await shop.get(path)).text()), path).toEqual([]);
  }
  for (const [opened, paths] of [
    [live, [`/runs/${running.id}`, `/runs/${running.id}?find=epoch`]],
    [
      over,
      [
        `/runs/${waiting.id}`,
        `/runs/${waiting.id}?step=sweep`,
        `/runs/${waiting.id}?step=train`,
        '/repos/acme/churn',
        '/repos/acme/churn?q=nobody&state=failed',
        '/repos/acme/churn/audit',
        '/repos/acme/churn/audit?model=churn',
        `/repos/acme/churn/compare?run=${waiting.id}`,
        `/repos/acme/churn/compare?run=${waiting.id}&run=${second.id}`,
        '/',
        '/nowhere',
      ],
    ],
    [paid, [COSTS_PAGE, `${COSTS_PAGE}?by=day`, '/repos/acme/churn']],
    [faults.opened, faults.paths],
    [shop, [...MODEL_PAGES, `/runs/${runs[0]?.id}`]],
  ] as const) {
    const cookie = await opened.signIn('ada');
    for (const path of paths) {
      const page = await (await opened.get(path, cookie)).text();
      expect(await complaints(page), path).toEqual([]);
    }
  }
});
