import path from 'node:path';
import type { Permissions } from '../../agents/agent.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { openCode } from './opencode.ts';
import { plain } from './plain.ts';
import { qwen } from './qwen.ts';

/** THE table of headless agents that are known: a command belongs to the first that knows it. */
const dialects: readonly Dialect[] = [claude, codex, gemini, openCode, qwen];

/** What this command speaks; one that is no known agent is plain text. */
export function dialectOf([program = '', ...args]: readonly string[]): Dialect {
  const name = path
    .basename(program)
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|ps1)$/, '');
  return dialects.find((dialect) => dialect.isSpokenBy(name, args)) ?? plain;
}

/** Kinds of tools of which a headless command cannot be told what its agents may not do. */
export const unheldBy = (command: readonly string[], permissions: Permissions): readonly string[] =>
  dialectOf(command).tell(command.slice(1), { permissions, model: undefined, resume: undefined, env: {} }).unheld;
