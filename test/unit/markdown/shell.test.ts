import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importMarkdown } from '../../../src/plan/markdown/import.ts';
import { readCommands } from '../../../src/plan/markdown/shell.ts';
import type { Plan } from '../../../src/plan/model/plan.ts';
import { readPlan } from '../../../src/plan/model/read.ts';

const textsOf = (text: string): readonly string[] => readCommands(text, 1).map((one) => one.text);

test('a loop, a condition, braces and a here-document are one command over all their lines', () => {
  const commands = [
    'npm ci && npm test',
    "cat <<'EOF' > f.txt\nit's \"open\n  # kept\nEOF",
    'cat <<-END <<OTHER\nfirst\n\tEND\nsecond\nOTHER',
    'for i in 1 2; do\n  echo "done $i" # one\n  if [ $i = 1 ]; then echo x; fi\ndone',
    'case $1 in\n  a) one ;;\n  *) two ;;\nesac',
    'build() {\n  make\n}',
    'echo {a,b} ${HOME} done',
    'cat <<< word',
    'last',
  ];
  assert.deepEqual(textsOf(commands.join('\n')), commands);
  assert.ok(readCommands(commands.slice(1, 6).join('\n'), 1).every(({ needsShell }) => needsShell));
  assert.deepEqual(
    readCommands(commands.join('\n'), 1).map(({ line, endLine }) => endLine - line),
    commands.map((command) => command.split('\n').length - 1),
  );
});

test('a line that ends in an operator goes on in the next one', () => {
  assert.deepEqual(textsOf('npm ci &&\n  npm test\ncat x |\n# why\nwc -l'), ['npm ci && npm test', 'cat x | wc -l']);
});

test('what is never ended spoils its own line only', () => {
  const problems = (text: string): readonly string[] => readCommands(text, 1).map(({ problem }) => problem);
  const part = 'it is only a part of a loop, a condition or braces';
  assert.deepEqual(problems('for i in 1; do\necho x'), [part, '']);
  assert.deepEqual(problems('echo x\ndone'), ['', part]);
  assert.deepEqual(textsOf('cat <<EOF\nx'), ['cat <<EOF', 'x']);
});

test('a block of many lines that are never ended is read in a moment', { timeout: 20_000 }, () => {
  const lines = 'if x\ncat <<EOF\n{\n'.repeat(30_000);
  assert.equal(readCommands(lines, 1).length, 90_000);
});

const planOf = (block: string): { readonly plan: Plan; readonly leftOver: readonly string[] } => {
  const { yaml, report } = importMarkdown(`# P\n\n## Phase 1: Go\n\n\`\`\`bash\n${block}\n\`\`\`\n`, { name: 'p' });
  const { plan } = readPlan(yaml);
  assert.ok(plan);
  const items = report.entries.flatMap((entry) => entry.items);
  return { plan, leftOver: items.filter(({ outcome }) => outcome === 'left-over').map(({ text }) => text) };
};

test('an import makes one step of a here-document, for a shell', () => {
  const { plan, leftOver } = planOf('cat <<EOF > x.env\nA=1\nEOF\nnpm test');
  assert.deepEqual(
    plan.phases[0]?.before.map((step) => step.do),
    [
      { kind: 'shell', shell: 'sh', script: 'cat <<EOF > x.env\nA=1\nEOF\n' },
      { kind: 'run', words: ['npm', 'test'] },
    ],
  );
  assert.deepEqual(leftOver, []);
});

test('what only changes the shell for the lines below is no step, as each has a shell of its own', () => {
  const { plan, leftOver } = planOf('cd web\nexport A=b\ncd web && npm ci\nnpm test');
  assert.equal(plan.phases[0]?.before.length, 2);
  assert.deepEqual(leftOver, ['cd web', 'export A=b']);
});
