import { describe, expect, test } from 'vitest';
import { named, notesOf } from '../../scripts/release/changelog.ts';

const ENTRIES =
  '# Changelog\n\n## Pending\n\n- A new thing.\n\n## 0.1.0 (2026-11-01)\n\n- The first.\n';

describe('the changelog', () => {
  test('pending entries become those of a version, once', () => {
    const text = named(ENTRIES, '0.2.0', '2026-12-01');
    expect(text).toBe(
      '# Changelog\n\n## Pending\n\n## 0.2.0 (2026-12-01)\n\n- A new thing.\n\n## 0.1.0 (2026-11-01)\n\n- The first.\n',
    );
    expect(notesOf(text, '0.2.0')).toBe('- A new thing.');
    expect(notesOf(text, '0.1.0')).toBe('- The first.');
    expect(() => named(text, '0.3.0', '2026-12-02')).toThrow(/no entries under "## Pending"/);
    expect(() => named(ENTRIES, '0.1.0', '2026-12-02')).toThrow(
      /already has a section for 0\.1\.0/,
    );
  });

  test('a version of which it says nothing has no notes, nor has any while entries wait', () => {
    const released = named(ENTRIES, '0.2.0', '2026-12-01');
    expect(() => notesOf(released, '0.3.0')).toThrow(/says nothing about 0\.3\.0/);
    expect(() => notesOf(`${released}\n## 0.0.9\n`, '0.0.9')).toThrow(/says nothing about 0\.0\.9/);
    expect(() => notesOf(ENTRIES, '0.1.0')).toThrow(/release\.ts 0\.1\.0 --prepare/);
  });

  test('sections in the form of keepachangelog.com are read too, a longer version is another', () => {
    expect(notesOf('## [1.0.0] - 2026-12-01\n\n- One.\n', '1.0.0')).toBe('- One.');
    expect(() => notesOf('## 1.0.0-rc.1\n\n- One.\n', '1.0.0')).toThrow(
      /says nothing about 1\.0\.0/,
    );
  });
});
