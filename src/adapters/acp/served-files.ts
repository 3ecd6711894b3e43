import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RequestError } from '@agentclientprotocol/sdk';
import { errorCode } from '../files.ts';
import { insideFolder } from './inside-folder.ts';
import { number, record, text } from './wire.ts';

/** Serves `fs/read_text_file` and `fs/write_text_file` inside one folder, links followed, and nowhere else. */
export function servedFiles(cwd: string, mayWrite: (file: string) => boolean) {
  return {
    async read(raw: unknown): Promise<{ content: string }> {
      const params = record(raw);
      const file = await inside(cwd, text(params['path']));
      const content = await attempt(file, () => readFile(file, 'utf8'));
      const line = number(params['line']);
      const limit = number(params['limit']);
      if (line === undefined && limit === undefined) return { content };
      const from = Math.max(0, (line ?? 1) - 1);
      return {
        content: content
          .split('\n')
          .slice(from, limit === undefined ? undefined : from + limit)
          .join('\n'),
      };
    },
    async write(raw: unknown): Promise<Record<string, never>> {
      const params = record(raw);
      const file = await inside(cwd, text(params['path']));
      if (!mayWrite(file)) throw RequestError.invalidParams({ path: file }, 'edits are denied to this agent');
      await attempt(file, async () => {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text(params['content']));
      });
      return {};
    },
  };
}

/** The SDK turns what is thrown into the agent's answer. */
async function inside(cwd: string, wanted: string): Promise<string> {
  const file = await insideFolder(cwd, wanted);
  if (file === undefined) throw RequestError.invalidParams({ path: wanted }, 'outside the folder of this session');
  return file;
}

async function attempt<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') throw RequestError.resourceNotFound(file);
    throw RequestError.internalError({ path: file, code: errorCode(thrown) });
  }
}
