import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');

export const readText = (file: string): string => readFileSync(path.join(root, file), 'utf8').replace(/\r\n/g, '\n');

/** The execution plan that the project grew from. */
export const seed = (): string => readText('examples/novacron/docs/execution-plan.md');

/** Plans that real projects wrote. */
export const realPlans = ['agent-deployment-plan', 'spec-kit-tasks', 'swarm-prompt-four-agents'] as const;

export const realPlan = (name: (typeof realPlans)[number]): string => readText(`test/fixtures/plans/${name}.md`);

/** Compares with a kept file; `UPDATE_GOLDEN=1` keeps the new text, to be looked at before it is committed. */
export function golden(folder: string, name: string, actual: string): void {
  const file = path.join(folder, 'golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  assert.equal(
    actual,
    readFileSync(file, 'utf8').replace(/\r\n/g, '\n'),
    `${name} changed; UPDATE_GOLDEN=1 keeps the new text`,
  );
}
