import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { dialectOf } from '../../../src/adapters/headless/dialects.ts';
import { withFiles } from '../../../src/adapters/headless/told-files.ts';
import type { ToolServer } from '../../../src/agents/agent.ts';

const tools: ToolServer = { name: 'phaseline', command: ['node', 'c li.js', 'mcp'], env: { PHASELINE_RUN: 'r"1' } };
const server = { command: 'node', args: ['c li.js', 'mcp'], env: { PHASELINE_RUN: 'r"1' } };

const told = (command: readonly string[], env: Readonly<Record<string, string>> = {}, offered?: ToolServer) =>
  dialectOf(command).tell(command.slice(1), {
    permissions: {},
    model: undefined,
    resume: undefined,
    env,
    ...(offered === undefined ? {} : { tools: offered }),
  });

test('Claude and Qwen are told of our tools in a file of their own, which is gone afterwards', () => {
  for (const [command, more] of [
    [['claude', '-p', '--output-format', 'stream-json'], {}],
    [['qwen', '-o', 'stream-json'], { trust: true, timeout: 86_400_000 }],
  ] as const) {
    const words = withFiles(told(command, {}, tools));
    assert.ok(words.ok);
    const [option, file = ''] = words.value.args.slice(-2);
    assert.equal(option, '--mcp-config');
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { mcpServers: { phaseline: { ...server, ...more } } });
    words.value.dispose();
    assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
    assert.ok(!told(command).files?.length, 'nothing where they are not wanted');
  }
});

test('Claude may use our tools unasked, and Qwen keeps the servers of its command', () => {
  const claude = told(['claude', '-p', '--output-format', 'stream-json'], {}, tools);
  assert.equal(claude.args.slice(-2).join(' '), '--allowedTools mcp__phaseline');
  const qwen = told(['qwen', '-o', 'stream-json', '--mcp-config', 'own.json'], {}, tools);
  assert.deepEqual([qwen.files, qwen.args.join(' ')], [undefined, '-o stream-json --mcp-config own.json']);
  assert.match(qwen.notes.join('\n'), /tools are not offered to it: its command says --mcp-config itself/);
});

test('Codex is told of our tools on its command line, as values of TOML', () => {
  const { args } = told(['codex', 'exec', '--json'], {}, tools);
  assert.deepEqual(
    args.filter((word) => word.startsWith('mcp_servers.')),
    [
      'mcp_servers.phaseline.command="node"',
      'mcp_servers.phaseline.args=["c li.js","mcp"]',
      'mcp_servers.phaseline.env={"PHASELINE_RUN"="r\\"1"}',
      'mcp_servers.phaseline.startup_timeout_sec=60',
      'mcp_servers.phaseline.tool_timeout_sec=86400',
    ],
  );
  assert.ok(args.indexOf('exec') < args.indexOf('-c') && args.indexOf('-c') < args.indexOf('--json'));
});

test('OpenCode is told of our tools in its environment, beside what that held', () => {
  const command = ['opencode', 'run', '--format', 'json'];
  const own = JSON.stringify({ model: 'a/b', mcp: { files: { type: 'local' } } });
  const config: unknown = JSON.parse(
    told(command, { OPENCODE_CONFIG_CONTENT: own }, tools).env?.['OPENCODE_CONFIG_CONTENT'] ?? '',
  );
  const phaseline = {
    type: 'local',
    command: tools.command,
    environment: tools.env,
    enabled: true,
    timeout: 86_400_000,
  };
  assert.deepEqual(config, { model: 'a/b', mcp: { phaseline, files: { type: 'local' } } });
  const torn = told(command, { OPENCODE_CONFIG_CONTENT: '{ // mine' }, tools);
  assert.equal(torn.env?.['OPENCODE_CONFIG_CONTENT'], undefined);
  assert.match(torn.notes.join('\n'), /tools are not offered to it: OPENCODE_CONFIG_CONTENT/);
});

test('that Gemini is not offered our tools is told, where they are wanted', () => {
  const command = ['gemini', '-o', 'stream-json'];
  assert.match(told(command, {}, tools).notes.join('\n'), /tools are not offered to it: only its own settings/);
  assert.doesNotMatch(told(command).notes.join('\n'), /not offered/);
});
