// Stands between Phaseline and the agent, as the adapters of Claude Code and Codex do: a process of its own, with the agent as its child.
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');

fs.appendFileSync(path.join(process.env.CRASH_LEDGER, 'adapters'), `${process.pid}\n`);
fs.appendFileSync(path.join(process.env.CRASH_LEDGER, 'pids'), `${process.pid}\n`);
if (process.env.CRASH_STUBBORN) process.on('SIGTERM', () => undefined);
const agent = spawn(process.execPath, [path.join(__dirname, 'agent.cjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
fs.appendFileSync(path.join(process.env.CRASH_LEDGER, 'agents'), `${agent.pid}\n`);
process.stdin.pipe(agent.stdin);
agent.stdout.pipe(process.stdout);
agent.on('exit', (code) => process.exit(code ?? 1));
