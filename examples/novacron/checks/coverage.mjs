// Prints how many per cent of the functions of the dwcp package a test calls by name. Stands in for `go test -cover`, without Go.
import { bare, body, functions, list, read } from './lib.mjs';

const folder = 'backend/core/network/dwcp';
const files = list(folder).filter((file) => file.endsWith('.go'));
const sources = files.filter((file) => !file.endsWith('_test.go')).map((file) => read(`${folder}/${file}`));
const tests = files.filter((file) => file.endsWith('_test.go')).map((file) => read(`${folder}/${file}`));

/** Bodies of test functions that can fail; a test that asserts nothing covers nothing. */
const bodies = tests
  .flatMap((text) => functions(text).filter(({ name }) => /^(Test|check|new|start)/.test(name)).map(({ name }) => body(bare(text), name)))
  .join('\n');
const asserts = /\bt\.(Error|Errorf|Fatal|Fatalf)\(/.test(bodies);

const names = [...new Set(sources.flatMap((text) => functions(text).map(({ name }) => name)))];
const uncalled = names.filter((name) => !asserts || !new RegExp(`\\b${name}\\(`).test(bodies));
if (uncalled.length > 0) console.log(`no test calls: ${uncalled.join(', ')}`);
console.log(`functions covered: ${names.length - uncalled.length} of ${names.length}`);
console.log(`coverage in per cent: ${((100 * (names.length - uncalled.length)) / names.length).toFixed(1)}`);
