import { expect, test } from 'vitest';
import { emergencyWords } from '../../../app/reports/words/by-hand-words.ts';

test('an emergency says who answers for it, why, and by whom it is still to be looked at', () => {
  const asked = { kind: 'promote', model: 'churn', alias: 'production', version: 14 } as const;
  const emergency = { reason: 'sold out', reviewBy: '2026-12-24T18:00:00.000Z' };
  const urgent = { number: 31, byHand: { ...asked, by: 'root', emergency } };
  expect(emergencyWords(urgent)).toBe(
    'Emergency: root has churn v14 promoted to production without an approval: sold out. Somebody else has to review it until 2026-12-24 18:00 UTC: /mlp approve #31',
  );
  expect(emergencyWords({ number: 31, byHand: { ...asked, by: 'root', emergency: null } })).toBe(
    null,
  );
});
