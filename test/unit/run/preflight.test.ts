import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlan } from '../../../src/plan/model/read.ts';
import { concern } from '../../../src/protocol/preflight-words.ts';
import { type PreflightKnowledge, preflight } from '../../../src/run/preflight.ts';

const knowledge: PreflightKnowledge = {
  runnerOf: () => ({ title: 'Demo agent' }),
  types: ['gardener', 'sparc-refinement'],
  closed: () => true,
  obstacles: [],
  cautions: [],
  agents: 8,
  missingIssues: [],
  readOnly: undefined,
};

/** What preflight says of a plan whose tasks have these types of agents, where the plan itself describes `surveyor`. */
function said(...types: readonly string[]) {
  const tasks = types.map((type, index) => `      t${index}: { agent: ${type}, prompt: Work. }`).join('\n');
  const { plan } = readPlan(
    `version: 1\nname: p\nagents: { surveyor: { prompt: You survey. } }\nphases:\n  one:\n    tasks:\n${tasks}\n`,
  );
  assert.ok(plan);
  return preflight(plan, 'p.phaseplan.yaml', { phase: undefined, task: undefined }, knowledge);
}

test('a type that nobody describes is a warning, once a phase, with what was likely meant', () => {
  const { go, problems } = said('codr', 'coder', 'codr', 'surveyr', 'sparc-refinment', 'chiropractor');
  assert.equal(go, true);
  assert.deepEqual(
    problems.map(({ severity, phase, task, what }) => [severity, phase, task, what]),
    [
      ['warning', 'one', 't0', { kind: 'type-unknown', agent: 'codr', meant: ['coder'] }],
      ['warning', 'one', 't3', { kind: 'type-unknown', agent: 'surveyr', meant: ['surveyor'] }],
      ['warning', 'one', 't4', { kind: 'type-unknown', agent: 'sparc-refinment', meant: ['sparc-refinement'] }],
      ['warning', 'one', 't5', { kind: 'type-unknown', agent: 'chiropractor', meant: [] }],
    ],
  );
  assert.deepEqual(
    [problems[0], problems[3]].map((problem) => problem && concern(problem)),
    [
      'Nobody describes the agent type "codr". Its agents start without a role. Did you mean "coder"?',
      'Nobody describes the agent type "chiropractor". Its agents start without a role. Describe it under agents if it should have one.',
    ],
  );
});

test('a program that cannot be held to its permissions is a warning', () => {
  const { plan } = readPlan(
    'version: 1\nname: p\nphases:\n  one:\n    tasks:\n      t: { agent: gardener, prompt: Work. }\n',
  );
  assert.ok(plan);
  const unheld = { ...knowledge, runnerOf: () => ({ title: './mine', unheld: ['execute', 'fetch'] }) };
  const [problem] = preflight(plan, 'p.phaseplan.yaml', { phase: undefined, task: undefined }, unheld).problems;
  assert.equal(problem?.severity, 'warning');
  assert.match(
    problem === undefined ? '' : concern(problem),
    /^\.\/mine asks nobody .* permissions of "gardener" do not hold: execute, fetch\. Give/,
  );
});

test("the plan's types, those of the machine, claude-flow's and programs by their names are known", () => {
  assert.deepEqual(said('surveyor', 'gardener', 'sparc-refinement', 'tester', 'demo', 'claude-code').problems, []);
});

test('a tracker that cannot be written is said once, of the first task with an issue', () => {
  const { plan } = readPlan(
    'version: 1\nname: p\nphases:\n  one:\n    tasks:\n      a: { agent: gardener, prompt: Work. }\n      b: { agent: gardener, issue: x-1, prompt: Work. }\n      c: { agent: gardener, issue: x-2, prompt: Work. }\n',
  );
  assert.ok(plan);
  const readOnly = { kind: 'tracker-read-only', folder: '/w', why: 'bd is not installed' } as const;
  const look = (of: PreflightKnowledge) =>
    preflight(plan, 'p.phaseplan.yaml', { phase: undefined, task: undefined }, of);
  assert.deepEqual(look({ ...knowledge, readOnly }).problems, [
    { severity: 'error', phase: 'one', task: 'b', what: readOnly },
  ]);
  assert.deepEqual(look(knowledge).problems, []);
});
