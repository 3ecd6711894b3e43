import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { agentEnvironment, askingEnvironment } from '../../../src/adapters/agents/environment.ts';
import { type AgentSearch, findAgent, findAgents } from '../../../src/adapters/agents/registry.ts';
import { findAgentTypes } from '../../../src/adapters/agents/types.ts';
import { dialectOf } from '../../../src/adapters/headless/dialects.ts';
import { plain } from '../../../src/adapters/headless/plain.ts';
import type { Permissions } from '../../../src/agents/agent.ts';
import { readAgentType } from '../../../src/agents/agent-type.ts';
import { sparcTypes } from '../../../src/agents/sparc.ts';

function folder(t: { after(call: () => void): void }): string {
  const made = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-agents-')));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** A program in a package, linked from a folder of programs, as npm does. */
function program(root: string, bin: string, name: string, version: string): void {
  const file = path.join(root, 'lib', name, 'dist', 'cli.js');
  write(file, '#!/usr/bin/env node\n');
  chmodSync(file, 0o755);
  write(path.join(root, 'lib', name, 'package.json'), JSON.stringify({ name, version }));
  mkdirSync(bin, { recursive: true });
  symlinkSync(file, path.join(bin, name));
}

const unix = { skip: process.platform === 'win32' ? 'programs are found by other rules there' : false };

test(
  'real agents are found on PATH, in the workspace and where installers put them; the demo agent comes last',
  unix,
  (t) => {
    const root = folder(t);
    const bin = path.join(root, 'bin');
    program(root, bin, 'opencode', '1.18.33');
    program(root, bin, 'claude', '2.1.0');
    program(root, path.join(root, 'node_modules', '.bin'), 'gemini', '0.61.0');
    program(root, path.join(root, 'home'), 'qwen', '0.24.4');
    const search: AgentSearch = {
      workspace: root,
      cli: '/x/cli.js',
      version: '1.2.3',
      PATH: bin,
      folders: [path.join(root, 'home')],
    };
    const found = findAgents(search);
    assert.deepEqual(
      found.map(({ id, version, speaks }) => `${id} ${version} ${speaks}`),
      ['claude-code 2.1.0 command', 'gemini 0.61.0 acp', 'opencode 1.18.33 acp', 'qwen 0.24.4 acp', 'demo 1.2.3 acp'],
    );
    assert.deepEqual(found[2]?.command, [path.join(bin, 'opencode'), 'acp']);
    assert.deepEqual(found.at(-1)?.command, [process.execPath, '/x/cli.js', 'demo-agent']);
    assert.deepEqual(
      found.map(({ takesUp }) => takesUp.join(' ')),
      ['claude --resume', '', 'opencode --session', 'qwen --resume', ''],
      'what takes a session up in a terminal',
    );
    program(root, bin, 'claude-agent-acp', '0.101.0');
    program(root, bin, 'codex-acp', '2.6.0');
    const adapter = findAgent('codex', search);
    assert.ok(adapter.ok && adapter.value.takesUp.length === 0, 'an adapter is nothing that people can talk to');
    const alone = path.join(root, 'alone');
    program(root, alone, 'codex', '0.166.0');
    const codex = findAgent('codex', { ...search, PATH: alone });
    assert.ok(codex.ok);
    const { speaks, version, takesUp } = codex.value;
    assert.deepEqual(
      [speaks, version, takesUp.join(' ')],
      ['command', '0.166.0', 'codex resume'],
      'without its adapter',
    );
    assert.notEqual(dialectOf(codex.value.command), plain, 'what it is started with is what we read');
    const better = findAgent('claude-code', search);
    assert.ok(
      better.ok && better.value.speaks === 'acp' && better.value.version === '0.101.0',
      'ACP goes before the headless mode',
    );
  },
);

test('a missing agent says how to get it, an unknown one what there is', (t) => {
  const search: AgentSearch = { workspace: folder(t), cli: '/x/cli.js', version: '1', PATH: '', folders: [] };
  const codex = findAgent('codex', search);
  assert.ok(!codex.ok && codex.error.kind === 'agent-missing' && codex.error.install.includes('npm i -g'));
  const unknown = findAgent('gandalf', search);
  assert.ok(!unknown.ok && unknown.error.kind === 'no-such' && unknown.error.known.includes('demo'));
  assert.deepEqual(
    findAgents(search).map(({ id }) => id),
    ['demo'],
  );
});

test('an agent gets the facts of its task and nothing else of ours, and no mark of another agent', (t) => {
  t.after(() => {
    for (const name of ['PHASELINE_TOKEN', 'CLAUDECODE']) delete process.env[name];
  });
  Object.assign(process.env, { PHASELINE_TOKEN: 'secret', CLAUDECODE: '1' });
  const environment = agentEnvironment(['x'], { PHASELINE_TASK: 'p/t' });
  assert.equal(environment['PHASELINE_TOKEN'], undefined);
  assert.ok('PHASELINE_TOKEN' in environment && 'CLAUDECODE' in environment);
  assert.equal(environment['PHASELINE_TASK'], 'p/t');
});

test('OpenCode is made to ask for what its policy does not simply allow, unless the person says otherwise themselves', (t) => {
  t.after(() => delete process.env['OPENCODE_PERMISSION']);
  const asked = (permissions: Permissions): unknown =>
    JSON.parse(askingEnvironment(permissions)['OPENCODE_PERMISSION'] ?? '{}');
  const beyond = { webfetch: 'ask', websearch: 'ask' };
  assert.deepEqual(asked({}), { bash: 'ask', ...beyond });
  assert.deepEqual(asked({ edit: 'deny', execute: 'allow' }), { edit: 'ask', ...beyond });
  assert.deepEqual(asked({ execute: 'allow', fetch: 'allow' }), {});
  process.env['OPENCODE_PERMISSION'] = '{"bash":"deny"}';
  assert.deepEqual(asked({ edit: 'ask' }), {});
});

test('types are read from .claude/agents at any depth; the workspace goes before the home, and both before the modes of SPARC', async (t) => {
  const root = folder(t);
  const [home, workspace] = [path.join(root, 'home'), path.join(root, 'work')];
  write(path.join(home, '.claude/agents/coder.md'), '---\nname: coder\ndescription: mine\n---\nHome.');
  write(path.join(home, '.claude/agents/own.md'), 'Only text.');
  write(path.join(home, '.claude/agents/sparc-completion.md'), 'Bring it home.');
  write(
    path.join(workspace, '.claude/agents/team/coder.md'),
    '---\nname: coder\ndescription: ours\nmodel: opus\n---\n\nYou code.\n',
  );
  assert.deepEqual(await findAgentTypes(workspace, home), [
    { name: 'coder', description: 'ours', prompt: 'You code.', model: 'opus', source: '.claude/agents/team/coder.md' },
    {
      name: 'own',
      description: '',
      prompt: 'Only text.',
      model: undefined,
      source: path.join(home, '.claude/agents/own.md'),
    },
    {
      name: 'sparc-completion',
      description: '',
      prompt: 'Bring it home.',
      model: undefined,
      source: path.join(home, '.claude/agents/sparc-completion.md'),
    },
    ...sparcTypes.filter(({ name }) => name !== 'sparc-completion'),
  ]);
  assert.deepEqual(await findAgentTypes(path.join(root, 'nothing'), path.join(root, 'nothing')), sparcTypes);
});

test('front matter that YAML refuses is still read, as its writers meant it', () => {
  const type = readAgentType(
    '---\r\nname: reviewer\r\ndescription: Use this: when code is ready. Example: "x"\r\nmodel: inherit\r\n---\r\nReview.',
    'file',
  );
  assert.deepEqual(type, {
    name: 'reviewer',
    description: 'Use this: when code is ready. Example: "x"',
    prompt: 'Review.',
    model: undefined,
  });
});
