// Looks for the five P0 defects in the sources and prints how many are still there.
import { bare, body, functions, list, read } from './lib.mjs';

const folder = 'backend/core/network/dwcp';
const manager = read(`${folder}/dwcp_manager.go`);
const whole = list(folder)
  .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
  .map((file) => read(`${folder}/${file}`))
  .join('\n');

const issues = {
  'race condition in collectMetrics': () => unlocked(body(manager, 'collectMetrics')),
  'component lifecycle': () => untyped() || !startsParts() || !stopsParts(),
  'configuration validation': () => /if\s+!c\.Enabled\s*\{\s*return nil\s*\}/.test(body(whole, 'Validate', 'Config')),
  'error recovery': () => !rollsBack() || !/\bbreaker\b/.test(startAndHelpers()),
  'unsafe config copy': () => sharesConfig(),
};

/** True when the shared state is touched while no lock is held. */
function unlocked(text) {
  let held = 0;
  for (const line of text.split('\n')) {
    if (/\bdefer\b.*Unlock\(\)/.test(line)) continue;
    held += (line.match(/\.R?Lock\(\)/g) ?? []).length - (line.match(/\.R?Unlock\(\)/g) ?? []).length;
    if (held <= 0 && /\bm\.(metrics|config|peers|transport|compression)\b/.test(line)) return true;
  }
  return text === '';
}

/** True when a part of the manager could be anything. */
function untyped() {
  const fields = /type Manager struct \{([\s\S]*?)\n\}/.exec(bare(manager))?.[1] ?? 'interface{}';
  return /\b(transport|compression|prediction|synchronise|consensus)\s+(interface\s*\{\}|any)/.test(fields);
}

/** Start, and the manager's own functions that it calls. */
function startAndHelpers() {
  const start = body(manager, 'Start', 'Manager');
  const called = [...start.matchAll(/\bm\.(\w+)\(/g)].map((found) => found[1]);
  return [start, ...called.map((name) => body(whole, name, 'Manager'))].join('\n');
}

function startsParts() {
  return /\.Start\(m\.ctx\)/.test(startAndHelpers());
}

function stopsParts() {
  const stop = body(manager, 'Stop', 'Manager');
  const called = [...stop.matchAll(/\b(?:m\.)?(\w+)\(/g)].map((found) => found[1]);
  return functions(whole).some(({ name, body: text }) => called.includes(name) && name !== 'Stop' && /\.Stop\(\)/.test(text));
}

/** True when a part that fails has those before it stopped. */
function rollsBack() {
  const failed = [...startAndHelpers().matchAll(/\berr != nil \{([\s\S]*?)\n\t*\}/g)].map((found) => found[1]);
  return failed.some((text) => /\bstop\w*\(|\.Stop\(\)/i.test(text) && /\breturn\b/.test(text));
}

/** True when callers get at the maps and slices of the manager's own configuration. */
function sharesConfig() {
  const config = body(manager, 'Config', 'Manager');
  const clone = body(whole, 'Clone', 'Config');
  return !/return m\.config\.Clone\(\)/.test(config) || !/Tiers\[/.test(clone) || !/append\(|copy\(/.test(clone);
}

let open = 0;
for (const [title, isThere] of Object.entries(issues)) {
  const there = isThere();
  if (there) open += 1;
  console.log(`${there ? 'open    ' : 'resolved'} ${title}`);
}
console.log(`P0 issues still open: ${open}`);
