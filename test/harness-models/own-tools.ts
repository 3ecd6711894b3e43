// Our own tools as agents are offered them, and something for them to find.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolServer } from '../../src/agents/agent.ts';

/** Of a runner of this folder, which ends by itself soon after. */
export const ownTools = (folder: string): ToolServer => ({
  name: 'phaseline',
  command: [process.execPath, path.resolve(import.meta.dirname, '../../dist/cli.js'), '-C', folder, 'mcp'],
  env: { PHASELINE_IDLE_MS: '1000' },
});

/** A tracker of one ready issue. */
export function writeIssue(folder: string, title: string): void {
  mkdirSync(path.join(folder, '.beads'));
  const issue = { id: 'roof-1', title, status: 'open', priority: 1, issue_type: 'task' };
  writeFileSync(path.join(folder, '.beads', 'issues.jsonl'), `${JSON.stringify(issue)}\n`);
}
