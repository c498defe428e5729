/** How a picture that stands alone looks; it follows the reader's choice of light or dark. */
export const pictureStyle = `
.chart{--sheet:#fff;--ink:#22201c;--faint:#6b665c;--line:#b9b2a3;--accent:#0f766e;--tint:#e4f1ee;--paper:#faf8f3;background:none}
@media(prefers-color-scheme:dark){.chart{--sheet:#201f1c;--ink:#ece8e0;--faint:#a29c90;--line:#5d584f;--accent:#5eead4;--tint:#1d332f;--paper:#171614}}
.frame{fill:var(--sheet);stroke:var(--line);stroke-width:1.25}
.region>.frame{fill:var(--paper)}
.elsewhere>.frame{fill:none;stroke-dasharray:4 3}
.inner{fill:none;stroke:var(--line)}
.calling>.frame{stroke:var(--accent)}
.chip>.frame{fill:var(--paper);stroke-width:1}
.start{fill:var(--ink)}
.name{font:600 13px system-ui,-apple-system,"Segoe UI",Roboto,"Open Sans",sans-serif;fill:var(--ink)}
.elsewhere>.name{font-weight:400;fill:var(--faint)}
.entry,.part,.event,.guard{font:11px ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--faint)}
.part{fill:var(--ink)}
.event{fill:var(--ink);text-anchor:middle}
.guard{text-anchor:middle}
.arrow{fill:none;stroke:var(--faint);stroke-width:1.25}
.tip{fill:var(--faint)}
.tag{fill:none;stroke:var(--accent);stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}
`.trim();
