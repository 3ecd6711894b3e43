import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsIn, unknownMatchers } from '../../../src/hooks/problems.ts';

// Outputs as the tools print them.

const brief = (output: string, ...matchers: readonly string[]): readonly string[] =>
  problemsIn(output, matchers, 'src/asked.ts').map(
    ({ file, line, column, severity, code, message }) =>
      `${file}:${line}:${column} ${severity} ${code ?? '-'} ${message}`,
  );

test('TypeScript, plain and pretty', () => {
  const plain = "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.\nFound 1 error.";
  const expected = ["src/a.ts:3:7 error TS2322 Type 'string' is not assignable to type 'number'."];
  assert.deepEqual(brief(plain, '$tsc'), expected);
  const pretty =
    "\u001b[96msrc/a.ts\u001b[0m:\u001b[93m3\u001b[0m:\u001b[93m7\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mType 'string' is not assignable to type 'number'.";
  assert.deepEqual(brief(pretty, '$tsc-watch'), expected);
});

test('ESLint, stylish under a heading and compact in a line', () => {
  const stylish = `
/w/src/a.js
  1:10  error    'x' is assigned a value but never used  no-unused-vars
  2:1   warning  Unexpected console statement            no-console

/w/src/b.js
  9:2  error  Parsing error: Unexpected token

✖ 3 problems (2 errors, 1 warning)
`;
  assert.deepEqual(brief(stylish, '$eslint-stylish'), [
    "/w/src/a.js:1:10 error no-unused-vars 'x' is assigned a value but never used",
    '/w/src/a.js:2:1 warning no-console Unexpected console statement',
    '/w/src/b.js:9:2 error - Parsing error: Unexpected token',
  ]);
  assert.deepEqual(brief('/w/a.js: line 1, col 10, Error - Missing semicolon. (semi)', '$eslint-compact'), [
    '/w/a.js:1:10 error semi Missing semicolon.',
  ]);
});

test('Go, gcc and MSBuild', () => {
  assert.deepEqual(brief('# example.org/x\n./main.go:7:2: undefined: foo\nvet: b.go:3: oops', '$go'), [
    'main.go:7:2 error - undefined: foo',
    'b.go:3:1 error - oops',
  ]);
  assert.deepEqual(brief("a.c:5:3: warning: unused variable 'x' [-Wunused-variable]\na.c:9: fatal error: no", '$gcc'), [
    "a.c:5:3 warning -Wunused-variable unused variable 'x'",
    'a.c:9:1 error - no',
  ]);
  assert.deepEqual(brief('src\\A.cs(4,5): error CS1002: ; expected [a.csproj]', '$msCompile'), [
    'src/A.cs:4:5 error CS1002 ; expected [a.csproj]',
  ]);
});

test('an expression of one’s own, several matchers, and problems that are said twice', () => {
  const own = '^L(?<line>\\d+) (?<message>.*)$';
  assert.deepEqual(brief('L3 bad\nL3 bad\nL4 worse', own), [
    'src/asked.ts:3:1 error - bad',
    'src/asked.ts:4:1 error - worse',
  ]);
  assert.equal(brief('L3 bad\nsrc/a.ts(3,7): error TS1: no', own, '$tsc').length, 2);
  assert.deepEqual(unknownMatchers(['$tsc', '$nobody', '(', own]), ['$nobody', '(']);
  assert.deepEqual(brief('L3 bad', '$nobody'), []);
  assert.equal(brief(Array.from({ length: 500 }, (_, n) => `L${n} x`).join('\n'), own).length, 200);
});
