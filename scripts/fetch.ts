// `npm run fetch -- NAME…`: puts large programs into the cache; `--list` says what there is.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cachedEntry, cacheFolder, type Download, downloads, fetchDownload, findDownload } from './caches.ts';

const usage = `npm run fetch -- NAME…       fetch into the cache
npm run fetch -- --all       fetch everything
npm run fetch -- --list      what there is, where, and how large

The cache is a folder outside the checkout; PHASELINE_CACHE moves it.`;

async function megabytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await stat(path.join(file.parentPath, file.name))).size;
  return Math.round(bytes / 1e6);
}

async function list(): Promise<void> {
  for (const download of downloads) {
    const there = cachedEntry(download.name) !== undefined;
    const size = there ? `${await megabytes(cacheFolder(download))} MB` : `about ${download.megabytes} MB`;
    console.log(
      `${download.name.padEnd(14)} ${download.version.padEnd(9)} ${(there ? 'fetched' : 'absent').padEnd(8)} ${size.padStart(13)}   ${download.what}`,
    );
    if (there) console.log(`${' '.repeat(48)}   ${cacheFolder(download)}`);
  }
}

async function fetchAll(wanted: readonly Download[]): Promise<void> {
  for (const download of wanted) {
    const started = performance.now();
    try {
      await fetchDownload(download, console.log);
      console.log(
        `${download.name} ${download.version} is there (${((performance.now() - started) / 1000).toFixed(0)} s)`,
      );
    } catch (error) {
      console.error(`Cannot fetch ${download.name}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !findDownload(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${downloads.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else if (values.list) await list();
else if (values.all || positionals.length > 0) {
  await fetchAll(values.all ? downloads : downloads.filter(({ name }) => positionals.includes(name)));
} else {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
}
