import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentEnd, PermissionRequest, ToolKind } from '../../../src/agents/agent.ts';
import { decide, isRefusal, optionFor } from '../../../src/agents/policy.ts';
import { rememberAnswer, withPersonal, withRemembered } from '../../../src/agents/remembered.ts';
import { judge } from '../../../src/agents/verdict.ts';

const request = (
  tool: ToolKind,
  kinds: readonly PermissionRequest['options'][number]['kind'][],
): PermissionRequest => ({
  id: '1',
  title: 'Do it',
  tool,
  files: [],
  detail: '',
  options: kinds.map((kind) => ({ id: `id-${kind}`, name: kind, kind })),
});
const all = ['allow_always', 'allow_once', 'reject_always', 'reject_once'] as const;

test('edits in its worktree are allowed, running and fetching is asked, and the policy of a type wins', () => {
  assert.deepEqual(decide(request('edit', all), {}, '/repo'), {
    kind: 'answer',
    option: 'id-allow_once',
    allowed: true,
  });
  assert.deepEqual(decide(request('execute', all), {}, '/repo'), { kind: 'ask' });
  assert.deepEqual(decide(request('other', all), {}, '/repo'), { kind: 'ask' });
  assert.deepEqual(decide(request('execute', all), { execute: 'deny' }, '/repo'), {
    kind: 'answer',
    option: 'id-reject_once',
    allowed: false,
  });
  assert.deepEqual(decide(request('edit', all), { edit: 'ask' }, '/repo'), { kind: 'ask' });
});

test('where the fitting option is missing, the nearest one is taken, and never its opposite', () => {
  assert.deepEqual(decide(request('edit', ['allow_always']), {}, '/repo'), {
    kind: 'answer',
    option: 'id-allow_always',
    allowed: true,
  });
  assert.deepEqual(decide(request('edit', ['reject_once']), {}, '/repo'), { kind: 'ask' });
  assert.deepEqual(decide(request('fetch', ['allow_once']), { fetch: 'deny' }, '/repo'), { kind: 'cancel' });
  assert.equal(optionFor(request('edit', []), 'allow'), undefined);
});

test('a refusal is told from the kind of the option, not from its name', () => {
  assert.equal(isRefusal(request('edit', all), 'id-reject_always'), true);
  assert.equal(isRefusal(request('edit', all), 'id-allow_once'), false);
  assert.equal(isRefusal(request('edit', all), 'made up'), true);
});

const end = (stop: AgentEnd['stop'], detail = '', denied: readonly string[] = []): AgentEnd => ({
  stop,
  detail,
  denied,
});

test('a turn is good only when it ended by itself and nothing was denied', () => {
  assert.deepEqual(judge(end('end_turn')), { ok: true });
  assert.deepEqual(judge(end('end_turn', '', ['Write a.go'])), {
    ok: false,
    reason: 'it was not allowed to: Write a.go',
  });
  const cancelled = judge(end('cancelled', '', ['Write a.go']));
  assert.deepEqual(cancelled, { ok: false, reason: 'it was not allowed to: Write a.go' }, 'nobody else stopped it');
  assert.deepEqual(judge(end('died', 'out of memory')), { ok: false, reason: 'its process died: out of memory' });
  for (const stop of ['max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const)
    assert.equal(judge(end(stop)).ok, false);
});

type Rules = {
  readonly allow?: string[];
  readonly ask?: string[];
  readonly deny?: string[];
  readonly otherwise?: 'allow' | 'ask' | 'deny';
};
const rules = ({ allow = [], ask = [], deny = [], otherwise }: Rules) => ({ allow, ask, deny, otherwise });

/** What becomes of a command under these rules. */
function ofCommand(subject: string | undefined, given: Rules): string {
  const asked = { ...request('execute', all), ...(subject === undefined ? {} : { subject }) };
  const decision = decide(asked, { execute: rules(given) }, '/repo');
  return decision.kind === 'answer' ? (decision.allowed ? 'allow' : 'deny') : decision.kind;
}

test('commands are decided by pattern, each command of a line by itself, and never by what cannot be seen', () => {
  const go = { allow: ['go test *', 'npm test'], deny: ['git push *', 'rm *'] };
  assert.equal(ofCommand('go test ./...', go), 'allow');
  assert.equal(ofCommand('go  test', go), 'allow');
  assert.equal(ofCommand('go testify', go), 'ask');
  assert.equal(ofCommand('npm test && go test ./...', go), 'allow');
  for (const line of [
    'go test ./... && rm -rf /',
    'go test; git push origin',
    'npm test\nrm x',
    'go test || rm x',
    'npm test | rm x',
  ])
    assert.equal(ofCommand(line, go), 'deny', line);
  for (const line of ['go test && curl x', 'go test $(curl x)', 'go test `curl x`', 'go test > /etc/passwd', undefined])
    assert.equal(ofCommand(line, go), 'ask', line);
  assert.equal(ofCommand('anything', { otherwise: 'allow', deny: ['sudo *'] }), 'allow');
  assert.equal(ofCommand('sudo anything', { otherwise: 'allow', deny: ['sudo *'] }), 'deny');
  assert.equal(ofCommand(undefined, { otherwise: 'allow', deny: ['sudo *'] }), 'ask', 'it may be what is denied');
  assert.equal(ofCommand('git fetch', { allow: ['git *'], ask: ['git fetch*'] }), 'ask');
});

test('files are decided by globs of paths below the folder; all of them have to fit', () => {
  const permissions = { edit: rules({ allow: ['src/**'], deny: ['**/*.env', '.env'], otherwise: 'ask' }) };
  const of = (...files: readonly string[]): string => {
    const decision = decide({ ...request('edit', all), files }, permissions, '/repo');
    return decision.kind === 'answer' ? String(decision.allowed) : decision.kind;
  };
  assert.equal(of('/repo/src/a.ts'), 'true');
  assert.equal(of('/repo/src/a.ts', '/repo/README.md'), 'ask');
  assert.equal(of('/repo/src/a.ts', '/repo/.env'), 'false');
  assert.equal(of('/elsewhere/src/a.ts'), 'ask', 'another folder of the same name');
  assert.equal(of(), 'ask');
});

/** What becomes of files that no rule, or these rules, speak of. */
function ofFiles(tool: ToolKind, files: readonly string[], folder: string, permissions = {}): string {
  const decision = decide({ ...request(tool, all), files }, permissions, folder);
  return decision.kind === 'answer' ? (decision.allowed ? 'allow' : 'deny') : decision.kind;
}

test('what no rule speaks of is asked where it lies outside the folder, however its path is written', () => {
  const folder = '/repo/.phaseline/repotrees/run/p/t';
  for (const tool of ['read', 'edit', 'search'] as const) {
    for (const file of [
      '/repo/src/a.go',
      '/home/u/.bashrc',
      '~/.ssh/id_rsa',
      '/',
      `${folder}/../other/a.go`,
      `${folder}2/a.go`,
    ])
      assert.equal(ofFiles(tool, [file], folder), 'ask', `${tool} ${file}`);
    for (const file of [`${folder}/src/a.go`, `${folder}/src/../a.go`, folder, `${folder}/`, `${folder}/..a`])
      assert.equal(ofFiles(tool, [file], folder), 'allow', `${tool} ${file}`);
  }
  assert.equal(ofFiles('edit', [`${folder}/a.go`, '/repo/a.go'], folder), 'ask', 'one of them is enough');
  const windows = 'C:\\repo\\wt';
  assert.equal(ofFiles('edit', ['c:\\repo\\wt\\a.go'], windows), 'allow');
  assert.equal(ofFiles('edit', ['C:/repo/wt/a.go'], windows), 'allow');
  assert.equal(ofFiles('edit', ['C:\\repo\\wt\\..\\a.go'], windows), 'ask');
  assert.equal(ofFiles('edit', ['D:\\repo\\wt\\a.go'], windows), 'ask');
});

test('a rule that speaks of files outside the folder decides them', () => {
  assert.equal(ofFiles('read', ['/usr/include/a.h'], '/repo', { read: 'allow' }), 'allow');
  const some = { read: rules({ allow: ['/usr/include/**'] }) };
  assert.equal(ofFiles('read', ['/usr/include/a.h'], '/repo', some), 'allow');
  assert.equal(ofFiles('read', ['/usr/include/../../etc/passwd'], '/repo', some), 'ask');
  assert.equal(ofFiles('read', ['/repo/a.c'], '/repo', some), 'allow');
  assert.equal(
    ofFiles('edit', ['/repo/src/../.env'], '/repo', { edit: rules({ allow: ['src/**'], otherwise: 'deny' }) }),
    'deny',
  );
});

test('addresses are decided with or without their scheme', () => {
  const permissions = { fetch: rules({ allow: ['docs.rs/*'], otherwise: 'deny' }) };
  const allowed = (subject: string): boolean => {
    const decision = decide({ ...request('fetch', all), subject }, permissions, '/repo');
    return decision.kind === 'answer' && decision.allowed;
  };
  assert.equal(allowed('https://docs.rs/serde'), true);
  assert.equal(allowed('https://evil.example/docs.rs/serde'), false);
});

test('our own tools need no permission; a command that only has their name does', () => {
  for (const title of ['mcp__phaseline__my_task', 'my_task (phaseline MCP Server)', 'phaseline_ask_person'])
    assert.equal(decide({ ...request('other', all), title }, {}, '/repo').kind, 'answer', title);
  assert.equal(decide({ ...request('execute', all), title: 'mcp__phaseline__my_task' }, {}, '/repo').kind, 'ask');
  assert.equal(decide({ ...request('other', all), title: 'mcp__other__my_task' }, {}, '/repo').kind, 'ask');
});

test('what a person decided for good holds for the same command of the same type, word for word', () => {
  const asked = { ...request('execute', all), subject: 'ls *.md > list' };
  const remembered = rememberAnswer('coder', asked, 'id-allow_once', '/repo');
  const after = (subject: string, agent = 'coder', policy = {}): string => {
    const decision = decide({ ...asked, subject }, withRemembered(policy, agent, remembered), '/repo');
    return decision.kind === 'answer' ? (decision.allowed ? 'allow' : 'deny') : decision.kind;
  };
  assert.equal(after('ls *.md > list'), 'allow');
  assert.equal(after('ls secret.md > list'), 'ask');
  assert.equal(after('ls *.md > list', 'reviewer'), 'ask');
  assert.equal(after('ls *.md > list', 'coder', { execute: 'deny' }), 'deny');
  const denied = rememberAnswer('coder', asked, 'id-reject_once', '/repo');
  assert.equal(decide(asked, withRemembered({ execute: 'allow' }, 'coder', denied), '/repo').kind, 'answer');
  const files = { ...request('delete', all), files: ['/repo/a[1].md'] };
  assert.deepEqual(rememberAnswer('coder', files, 'id-allow_once', '/repo'), [
    { agent: 'coder', tool: 'delete', rule: 'allow', pattern: 'a\\[1\\].md' },
  ]);
});

test('what a plan denies stays denied, whatever a person has said of the whole kind', () => {
  const under = (plan: Rules | 'allow' | 'ask' | 'deny', mine: 'allow' | 'ask' | 'deny', subject: string): string => {
    const planned = { execute: typeof plan === 'string' ? plan : rules(plan) };
    const decision = decide({ ...request('execute', all), subject }, withPersonal(planned, { execute: mine }), '/repo');
    return decision.kind === 'answer' ? (decision.allowed ? 'allow' : 'deny') : decision.kind;
  };
  const careful = { allow: ['npm test'], ask: ['npm *'], deny: ['git push *'] };
  assert.equal(under(careful, 'allow', 'git push origin'), 'deny');
  assert.equal(under(careful, 'allow', 'npm test && git push'), 'deny');
  assert.equal(under(careful, 'allow', 'npm install'), 'allow', 'what it asks is answered');
  assert.equal(under(careful, 'allow', 'echo $(git push)'), 'ask', 'nobody sees that it is not denied');
  assert.equal(under(careful, 'ask', 'npm test'), 'ask', 'the person is stricter');
  assert.equal(under(careful, 'deny', 'npm test'), 'deny');
  const closed = { ...careful, otherwise: 'deny' } as const;
  assert.equal(under(closed, 'allow', 'npm install'), 'allow');
  assert.equal(under(closed, 'allow', 'rm x'), 'deny');
  assert.equal(under('deny', 'allow', 'ls'), 'deny');
  assert.equal(under('ask', 'allow', 'ls'), 'allow');
  assert.deepEqual(withPersonal({ edit: 'ask' }, { fetch: 'allow' }), { edit: 'ask', fetch: 'allow' });
});

test('a word on exactly this goes before a pattern that asks, never before one that denies', () => {
  const publish = { ...request('execute', all), subject: 'npm publish' };
  const remembered = rememberAnswer('coder', publish, 'id-allow_once', '/repo');
  const after = (given: Rules): string => {
    const decision = decide(publish, withRemembered({ execute: rules(given) }, 'coder', remembered), '/repo');
    return decision.kind === 'answer' ? (decision.allowed ? 'allow' : 'deny') : decision.kind;
  };
  assert.equal(after({ ask: ['npm *'] }), 'allow');
  assert.equal(after({ deny: ['npm *'] }), 'deny');
  const edit = { ...request('edit', all), files: ['/repo/src/a.ts'] };
  const file = withRemembered(
    { edit: rules({ ask: ['src/**'] }) },
    'coder',
    rememberAnswer('coder', edit, 'id-allow_once', '/repo'),
  );
  assert.equal(decide(edit, file, '/repo').kind, 'answer');
  assert.equal(decide({ ...edit, files: ['/repo/src/a.ts', '/repo/src/b.ts'] }, file, '/repo').kind, 'ask');
});
