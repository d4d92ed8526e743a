/** Plain and near to what Slack looks like; readable in light and dark. */
export const style = `
:root { color-scheme: light dark; --text: #1d1c1d; --soft: #56545a; --page: #f4f4f6; --card: #fff; --line: #d6d6da;
  --link: #0b5cad; --code: #b0174b; --codebg: #f3f2f4; --go: #00694f; --stop: #b3103f; --mark: #e8f1fa; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e4e6; --soft: #b3b3b8; --page: #121315; --card: #1c1e21;
  --line: #45484d; --link: #74b6f5; --code: #f39ab9; --codebg: #2a2c30; --go: #5fd6b0; --stop: #ff9bb4; --mark: #1d3247; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 16px; background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, 'Open Sans', 'Segoe UI', sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 22px; margin: 8px 0; } h2 { font-size: 18px; margin: 32px 0 8px; }
nav { display: flex; flex-wrap: wrap; gap: 6px 14px; }
.state { margin: 14px 0 22px; } .state > h3 { font-size: 13px; margin: 0 0 6px; color: var(--soft); font-weight: 600; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 14px; align-items: start; }
.seen { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px; min-width: 0; }
.who { display: flex; gap: 8px; align-items: baseline; } .who b { font-size: 15px; }
.who span, .only, .says { color: var(--soft); font-size: 12px; }
.says { margin-top: 8px; border-top: 1px dashed var(--line); padding-top: 6px; }
.modal { border-width: 2px; } .bar { display: flex; justify-content: space-between; gap: 8px; font-weight: 700; font-size: 17px; }
.foot { display: flex; gap: 8px; justify-content: flex-end; border-top: 1px solid var(--line); margin-top: 12px; padding-top: 10px; }
.section { display: flex; flex-wrap: wrap; gap: 8px; justify-content: space-between; margin: 6px 0; }
.section .body { flex: 1 1 240px; min-width: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 6px; }
h3.header { font-size: 18px; margin: 8px 0; } hr { border: 0; border-top: 1px solid var(--line); margin: 10px 0; }
.context { color: var(--soft); font-size: 12.5px; margin: 6px 0; display: flex; flex-wrap: wrap; gap: 4px 10px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; align-items: flex-start; }
.button, .field, summary { display: inline-block; border: 1px solid var(--line); border-radius: 4px; padding: 3px 10px; background: var(--card); font-weight: 600; }
.button.primary { border-color: var(--go); color: var(--go); } .button.danger { border-color: var(--stop); color: var(--stop); }
.field, .menu > summary { font-weight: 400; } .placeholder { color: var(--soft); }
.confirming { display: inline-flex; flex-wrap: wrap; gap: 4px; align-items: flex-start; }
.menu > summary::after { content: ''; display: inline-block; margin-left: 8px; border: 4px solid transparent; border-top-color: var(--soft); vertical-align: -2px; }
summary { cursor: pointer; list-style: none; } details ul, .choices { margin: 4px 0; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; list-style: none; }
li small { display: block; color: var(--soft); } .dialog { border: 1px solid var(--line); border-radius: 6px; padding: 8px; margin-top: 4px; }
.chip { background: var(--mark); border-radius: 4px; padding: 1px 6px; }
.input { margin: 10px 0; } .label { font-weight: 700; margin-bottom: 4px; } .hint { color: var(--soft); font-size: 12.5px; margin-top: 2px; }
.dot { display: inline-block; width: 11px; height: 11px; border-radius: 50%; }
code, pre { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 12.5px; background: var(--codebg); border-radius: 4px; }
code { color: var(--code); padding: 1px 4px; } pre { padding: 8px; white-space: pre-wrap; margin: 6px 0; color: var(--text); }
.mention { color: var(--link); background: var(--mark); border-radius: 3px; padding: 0 2px; }
.quote { display: inline-block; border-left: 3px solid var(--line); padding-left: 8px; }
.alert, .image { border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
.chart { margin: 8px 0; } figcaption { font-weight: 700; } .chart svg { width: 100%; height: auto; display: block; }
.chart text { fill: var(--soft); font-size: 12px; } .legend { display: flex; flex-wrap: wrap; gap: 10px; color: var(--soft); font-size: 12.5px; }
.swatch { display: inline-block; width: 10px; height: 10px; margin-right: 4px; }
.bar-0 { fill: #1264a3; background: #1264a3; } .bar-1 { fill: #2b8a6e; background: #2b8a6e; } .bar-2 { fill: #c2610c; background: #c2610c; }
.bar-3 { fill: #8a4fb0; background: #8a4fb0; } .bar-4 { fill: #b3103f; background: #b3103f; } .bar-5 { fill: #6b6b70; background: #6b6b70; }
`;
