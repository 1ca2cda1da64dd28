import { describe, expect, test } from 'vitest';
import { classOf } from '../../runner-provisioner/ec2/error-classes.ts';
import { wordsForRefusal } from '../../runner-provisioner/ec2/words-for-refusal.ts';
import { CODES } from './error-codes.ts';

describe('an answer of EC2', () => {
  test.each(CODES)('%s is %s', (code, kind) => {
    const error = { code, message: '', status: 400 };
    expect(classOf(error)).toBe(kind);
    const words = wordsForRefusal(error, kind);
    expect(words).toContain(code);
    // Cause, then what to do or what happens next.
    expect(words.split('. ').length).toBeGreaterThan(1);
  });

  test.each([
    [
      'UnauthorizedOperation',
      'with an explicit deny in a service control policy',
      'denied',
      /service control policy/,
    ],
    ['UnauthorizedOperation', 'no permissions boundary allows it', 'fatal', /Widen the boundary/],
    ['AuthFailure', 'Not authorized for images: [ami-1]', 'fatal', /image is not shared/],
    ['UnauthorizedOperation', 'You are not authorized', 'fatal', /No policy of the app/],
    ['InvalidParameterValue', 'Invalid IAM Instance Profile name', 'eventual', /again/],
    [
      'InvalidParameterValue',
      'You cannot specify tags for Spot instances requests',
      'fatal',
      /spot requests/,
    ],
    ['Blocked', 'This account is not eligible for Free Tier', 'fatal', /free plan/],
  ] as const)('%s that says "%s" is %s', (code, message, kind, advice) => {
    const error = { code, message, status: 403 };
    expect(classOf(error)).toBe(kind);
    expect(wordsForRefusal(error, kind)).toMatch(advice);
  });

  test('that nobody can read is judged by its status', () => {
    expect(classOf({ code: 'Error', message: 'XML parse error', status: 502 })).toBe('transient');
    expect(classOf({ code: 'Error', message: '', status: 429 })).toBe('transient');
    expect(classOf({ code: 'Error', message: '', status: 404 })).toBe('unknown');
  });
});
