// Looks for the integration tests that phase 2 asks for and prints how many are missing.
import { functions, read } from './lib.mjs';

const scenarios = ['TestUnit', 'TestModeSwitching', 'TestBenchmark', 'TestByzantineAttack'];
const tests = functions(read('backend/core/network/dwcp/v3/consensus/integration_test.go'));

const missing = scenarios.filter((name) => !tests.some((test) => test.name.startsWith(name) && /\bt\.(Error|Fatal)f?\(/.test(test.body)));
for (const name of scenarios) console.log(`${missing.includes(name) ? 'missing' : 'there  '} ${name}`);
console.log(`scenarios missing: ${missing.length}`);
