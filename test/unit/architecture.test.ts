import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');

test('the page shows every room, and no room that is not there', () => {
  const rooms = readdirSync(path.join(root, 'src')).sort();
  const shown = [...page.matchAll(/^ {2}(\w+)\/ {2,}/gm)].map(([, room]) => room).sort();
  assert.deepEqual(shown, rooms);
});

test('every file that the page names is there', () => {
  const named = [...page.matchAll(/`((?:src|config|test)\/[\w./-]+\.\w+)`/g)].map(([, file = '']) => file);
  const inRooms = [
    ...page.matchAll(/`((?:extension|server|runner|adapters|agents|hooks|run|protocol)\/[\w./-]+\.ts)`/g),
  ].map(([, file = '']) => `src/${file}`);
  assert.ok(named.length + inRooms.length > 8);
  for (const file of [...named, ...inRooms]) assert.doesNotThrow(() => readFileSync(path.join(root, file)), file);
});

test('pure rooms import nothing that acts', () => {
  const acting = /from '(node:|vscode|@agentclientprotocol|@modelcontextprotocol|simple-git)/;
  for (const room of ['base', 'plan', 'issues', 'hooks', 'agents', 'run']) {
    for (const file of sourceFiles(path.join(root, 'src', room)))
      assert.doesNotMatch(readFileSync(file, 'utf8'), acting, file);
  }
});

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
