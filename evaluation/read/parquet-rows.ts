import { open, type FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors, FileMetaData } from 'hyparquet';
import { messageOf } from '../../text/message-of.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { tooManyRows, type TableRows } from './table-rows.ts';

/** Of one column in one group of rows, unpacked: all of it is in memory at once. */
const MOST_UNPACKED = 1024 * 1024 * 1024;

/** Beside `SNAPPY`, which the library knows itself. LZ4 is not in Node, and nobody writes it unasked. */
const COMPRESSORS: Compressors = {
  GZIP: (packed, size) => gunzipSync(packed, { maxOutputLength: Math.max(size, 1) }),
  BROTLI: (packed, size) => brotliDecompressSync(packed, { maxOutputLength: Math.max(size, 1) }),
  ZSTD: (packed, size) => zstdDecompressSync(packed, { maxOutputLength: Math.max(size, 1) }),
};

/** Reads the wanted columns of a Parquet file, one group of rows after the other. */
export async function readParquetRows({ path, signal }: TableFile, rows: TableRows): Promise<void> {
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
  const handle = await open(path);
  try {
    const file = await bufferOf(handle);
    const metadata = await understood(rows, () => parquetMetadataAsync(file));
    const schema = await understood(rows, async () => parquetSchema(metadata));
    rows.requireColumns(schema.children.map(({ element }) => element.name));
    requireBounds(metadata, rows);
    const columns = [...new Set(rows.names)];
    const scan = await understood(rows, () =>
      parquetScan({ file, metadata, columns, compressors: COMPRESSORS }),
    );
    for (const { rowStart, rowEnd } of scan.ranges) {
      signal?.throwIfAborted();
      const read = new Map<string, ArrayLike<unknown>>();
      for (const column of columns) {
        const cells = await understood(rows, () => scan.readColumn({ column, rowStart, rowEnd }));
        read.set(column, cells);
      }
      const cells = rows.names.map((name) => read.get(name) ?? []);
      for (let row = 0; row < rowEnd - rowStart; row += 1) {
        rows.take(cells.map((column) => column[row]));
      }
    }
  } finally {
    await handle.close();
  }
}

async function bufferOf(handle: FileHandle) {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(Math.min(end, size) - start);
      for (let read = 0; read < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) throw new Error('it became shorter while it was read');
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

function requireBounds({ num_rows: count, row_groups: groups }: FileMetaData, rows: TableRows) {
  const { most } = rows;
  const names = new Set(rows.names);
  if (count > BigInt(most)) throw tooManyRows(most);
  for (const { columns } of groups) {
    for (const { meta_data: column } of columns) {
      if (column === undefined || !names.has(column.path_in_schema[0] ?? '')) continue;
      // A few bytes may stand for one number many times over, and all of them are in memory at once.
      if (column.num_values > BigInt(most)) throw tooManyRows(most);
      if (column.total_uncompressed_size > BigInt(MOST_UNPACKED)) {
        throw new BadExamples('a group of its rows is larger than 1 GiB: write smaller row groups');
      }
    }
  }
}

/** What the library cannot read is a fault of the file; its words may quote it. */
async function understood<T>(rows: TableRows, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new BadExamples(`it is no Parquet that can be read: ${rows.quoted(messageOf(error))}`);
  }
}
