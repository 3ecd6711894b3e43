/** Plain, printable, in the reader's own colours. States differ by word and mark, not by colour alone. */
export const style = `
:root { color-scheme: light dark; --text: #1f2328; --back: #fff; --quiet: #59636e; --line: #d1d9e0; --good: #1a7f37; --bad: #cf222e; --busy: #0969da; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --back: #0d1117; --quiet: #9198a1; --line: #3d444d; --good: #3fb950; --bad: #f85149; --busy: #4493f8; } }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.quiet, small, dt { color: var(--quiet); }
small { display: block; }
.outcome { border-left: 4px solid var(--busy); padding: .3rem .8rem; margin: .8rem 0; }
.outcome.met { border-color: var(--good); }
.outcome.not-met { border-color: var(--bad); }
.figures { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: 1.2rem 0; }
.figures dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--quiet); }
.number { text-align: right; padding-right: 1.2rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.state { font-weight: 600; white-space: nowrap; }
h2 .state { font-size: .9rem; margin-left: .5rem; }
.met, .done, .ok { color: var(--good); }
.outcome { color: inherit; }
.not-met, .failed, .lost, .cut { color: var(--bad); }
.outcome.met, .outcome.not-met { color: inherit; }
code, pre { font: .9em/1.45 ui-monospace, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .6rem; margin: .3rem 0; max-height: 30rem; overflow: auto; }
summary { cursor: pointer; }
.timeline { width: 100%; height: auto; font-size: 13px; }
.timeline text { fill: var(--text); }
.timeline .tick { fill: var(--quiet); font-size: 11px; }
.grid { stroke: var(--line); }
.bar { fill: var(--busy); }
.bar.done { fill: var(--good); }
.bar.failed, .bar.lost { fill: var(--bad); }
.bar.stopped { fill: var(--quiet); }
@media print { main { max-width: none; padding: 0; } section, tr { break-inside: avoid; } pre { max-height: none; } }
`;
