// Work that is done, and what a person makes of it, from the command line: brought over, in conflict, resolved, taken back.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RunEvent } from '../../src/run/events.ts';
import { Example, only } from './example.ts';

const script = (...lines: readonly string[]): string => ['```demo', ...lines, '```'].join('\n');
const notes = (line: string): string => script('write notes.md', `  ${line}`);

/** A repository with notes to quarrel about, and a plan in which two agents do. */
class Quarrel extends Example {
  constructor() {
    super();
    writeFileSync(path.join(this.folder, 'notes.md'), 'as it was\n');
    writeFileSync(
      path.join(this.folder, 'quarrel.phaseplan.yaml'),
      JSON.stringify({
        version: 1,
        name: 'quarrel',
        title: 'Quarrel',
        runners: { demo: { acp: 'demo' } },
        agents: { writer: { runner: 'demo' } },
        phases: {
          one: {
            title: 'One',
            tasks: {
              first: { title: 'First', agent: 'writer', prompt: notes('what the first says') },
              second: { title: 'Second', agent: 'writer', prompt: notes('what the second says') },
            },
          },
        },
      }),
    );
    this.commit('Notes');
  }

  async launch(line: string): Promise<string> {
    const { exit, events, stderr } = await this.run('agent', 'demo', notes(line), '--json');
    assert.equal(exit, 0, stderr);
    return events[0]?.run ?? '';
  }

  read(folder = this.folder): string {
    return readFileSync(path.join(folder, 'notes.md'), 'utf8');
  }

  journal(run: string): readonly RunEvent[] {
    const text = readFileSync(path.join(this.folder, '.phaseline/journal', run, 'events.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

test('two agents launched by hand: merged, in conflict, resolved by editing, and taken back', async () => {
  await using quarrel = new Quarrel();
  const [one, two] = [await quarrel.launch('one'), await quarrel.launch('two')];
  const task = 'agents/demo';
  const merged = await quarrel.run('merge', task, '--run', one, '--way', 'squash');
  assert.equal(merged.exit, 0, merged.stderr);
  assert.equal(quarrel.read(), 'one\n');
  assert.equal(quarrel.git('rev-list', '--parents', '-n', '1', 'HEAD').trim().split(' ').length, 2);

  const refused = await quarrel.run('merge', task, '--run', two);
  assert.equal(refused.exit, 1);
  assert.match(refused.stderr, /conflicts with main in notes\.md/);
  const resolve = await quarrel.run('resolve', task, '--run', two);
  assert.equal(resolve.exit, 0, resolve.stderr);
  const [, folder = ''] = /Edit notes\.md in (.+), then/.exec(resolve.stderr) ?? [];
  assert.match(quarrel.read(folder), /<<<<<<< HEAD\ntwo\n=======\none\n>>>>>>> main/);
  assert.match((await quarrel.run('merge', task, '--run', two)).stderr, /still marked in notes\.md/);
  writeFileSync(path.join(folder, 'notes.md'), 'one and two\n');
  const again = await quarrel.run('merge', task, '--run', two);
  assert.equal(again.exit, 0, again.stderr);
  assert.equal(quarrel.read(), 'one and two\n');

  const back = await quarrel.run('unmerge', task, '--run', two);
  assert.equal(back.exit, 0, back.stderr);
  assert.equal(quarrel.read(), 'one\n');
  assert.equal(quarrel.git('status', '--porcelain'), '');
  assert.equal((await quarrel.run('unmerge', task, '--run', two)).exit, 1, 'there is nothing more to take back');
});

test('a conflict that is handed to its agent is gone once no mark is left, and until then merging is refused', async () => {
  await using quarrel = new Quarrel();
  const [one, two] = [await quarrel.launch('one'), await quarrel.launch('two')];
  const task = 'agents/demo';
  assert.equal((await quarrel.run('merge', task, '--run', one)).exit, 0);
  assert.equal((await quarrel.run('resolve', task, '--run', two)).exit, 0);
  const follow = async (text: string): Promise<void> => {
    assert.equal((await quarrel.run('tell', task, text, '--run', two)).exit, 0);
    await quarrel.run('resume', two, '--json');
  };
  /** What was foreseen since its agent's last turn. */
  const foreseen = (): readonly string[] => {
    const events = quarrel.journal(two);
    const ended = events.findLastIndex(({ kind }) => kind === 'task.finished');
    return only(events.slice(ended), 'task.foreseen').flatMap(({ conflicts }) => conflicts);
  };
  await follow(script('say I think about it.'));
  while (foreseen().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(foreseen(), ['notes.md'], 'it is still marked');
  assert.match((await quarrel.run('merge', task, '--run', two)).stderr, /still marked in notes\.md/);
  await follow('Resolve the conflict in `notes.md`.');
  const merged = await quarrel.run('merge', task, '--run', two);
  assert.equal(merged.exit, 0, merged.stderr);
  assert.deepEqual(foreseen(), []);
  assert.equal(quarrel.read(), 'two\none\n');
});

test('two tasks of a phase in conflict: the second is resolved, verified and merged by its run, without its agent', async () => {
  await using quarrel = new Quarrel();
  const first = await quarrel.run('run', 'quarrel.phaseplan.yaml', '--yes', '--json');
  assert.equal(first.exit, 1);
  const run = first.events[0]?.run ?? '';
  assert.deepEqual(only(first.events, 'task.foreseen').at(-1)?.conflicts, ['notes.md']);
  const resolve = await quarrel.run('resolve', 'one/second', '--run', run);
  const [, folder = ''] = /Edit notes\.md in (.+), then/.exec(resolve.stderr) ?? [];
  writeFileSync(path.join(folder, 'notes.md'), 'what both say\n');
  assert.equal((await quarrel.run('merge', 'one/second', '--run', run)).exit, 0);
  const resumed = await quarrel.run('resume', run, '--json');
  assert.equal(resumed.exit, 0, resumed.stderr);
  const events = quarrel.journal(run);
  assert.equal(only(events, 'agent.started').filter(({ task }) => task === 'second').length, 1);
  const brought = await quarrel.run('merge', 'one', '--run', run, '--way', 'squash');
  assert.equal(brought.exit, 0, brought.stderr);
  assert.equal(quarrel.read(), 'what both say\n');
  assert.equal((await quarrel.run('unmerge', 'one', '--run', run)).exit, 0);
  assert.equal(quarrel.read(), 'as it was\n');
});

test('an agent that has ended is told more: it goes on in its worktree, and its new work can be merged', async () => {
  await using quarrel = new Quarrel();
  const run = await quarrel.launch('one');
  const task = 'agents/demo';
  assert.equal((await quarrel.run('merge', task, '--run', run)).exit, 0);
  const told = await quarrel.run('tell', task, `And one thing more.\n${notes('one, and more')}`, '--run', run);
  assert.equal(told.exit, 0, told.stderr);
  const followed = await quarrel.run('resume', run, '--json');
  assert.equal(followed.exit, 0, followed.stderr);
  const events = quarrel.journal(run);
  assert.equal(only(events, 'agent.started').length, 2);
  assert.equal(events.at(-1)?.kind, 'run.finished');
  const transcript = readFileSync(
    path.join(quarrel.folder, '.phaseline/journal', run, 'agents/agents~demo.jsonl'),
    'utf8',
  );
  assert.match(transcript, /# Follow-up\\n\\nAnd one thing more\./);
  assert.equal((await quarrel.run('merge', task, '--run', run)).exit, 0);
  assert.equal(quarrel.read(), 'one, and more\n');
});

test('agents that work in the workspace itself do so one at a time, and the one that waits says why', async () => {
  await using quarrel = new Quarrel();
  const launch = async (line: string): Promise<string> => {
    const text = script('wait 1500ms', `append notes.md | ${line}`);
    const words = ['agent', 'demo', text, '--isolation', 'none', '--detach', '--json'];
    const { run }: { run: string } = JSON.parse((await quarrel.run(...words)).stdout);
    return run;
  };
  const [one, two] = [await launch('one'), await launch('two')];
  while (only(quarrel.journal(two), 'run.finished').length === 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const ended = only(quarrel.journal(one), 'task.finished')[0]?.time ?? '';
  const begun = only(quarrel.journal(two), 'task.started')[0]?.time ?? '';
  assert.ok(ended !== '' && begun >= ended, `${begun} is not after ${ended}`);
  const [held] = only(quarrel.journal(two), 'run.held').map(({ holds }) => holds.map(({ kind }) => kind));
  assert.deepEqual(held, ['workspace']);
  assert.equal(quarrel.read(), 'as it was\none\ntwo\n');
});
