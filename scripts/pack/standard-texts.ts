/** What a manifest says of a package. */
type Manifest = {
  readonly name: string;
  readonly license?: unknown;
  readonly author?: unknown;
  readonly repository?: unknown;
};

/** The text of a licence for a package that brings none of its own; null: we know none. https://spdx.org/licenses/ */
export function standardText(manifest: Manifest): string | null {
  switch (manifest.license) {
    case 'Apache-2.0':
      return 'Apache License, Version 2.0: its text is in LICENSE.';
    case 'MPL-2.0':
      return `Mozilla Public License, Version 2.0: https://www.mozilla.org/MPL/2.0/. The source is at ${sourceOf(manifest)}.`;
    case 'MIT':
      return `MIT License\n\nCopyright (c) ${ownerOf(manifest)}\n\n${MIT}`;
    case 'ISC':
      return `ISC License\n\nCopyright (c) ${ownerOf(manifest)}\n\n${ISC}`;
    default:
      return null;
  }
}

function ownerOf({ name, author }: Manifest): string {
  if (typeof author === 'string') return author;
  const { name: person } = Object(author);
  return typeof person === 'string' ? person : `the authors of ${name}`;
}

/** Its repository, or the package itself, which has it as well. */
function sourceOf({ name, repository }: Manifest): string {
  const url: unknown = typeof repository === 'string' ? repository : Object(repository).url;
  return typeof url === 'string'
    ? url.replace(/^git\+/, '').replace(/\.git$/, '')
    : `https://www.npmjs.com/package/${name}`;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`;
