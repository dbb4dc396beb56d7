import { markup } from './markup.js';

/** How every page looks: light and dark, on a phone, on paper. No rule names anything of a dump. */
export const styleSheet = markup`
:root { color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --text: #1f2328; --dim: #57606a; --line: #d0d7de; --edge: #818b98; --link: #0550ae; --code: #eff1f4;
  --good: #116329; --good-back: #dafbe1; --bad: #a40e26; --bad-back: #ffebe9; --ask: #744500; --ask-back: #fff8c5; --new: #6639ba; --new-back: #f5ecff; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0d1117; --card: #161b22; --text: #e6edf3; --dim: #9da7b3; --line: #3d444d; --edge: #7d8590; --link: #79c0ff; --code: #21262d;
  --good: #7ee787; --good-back: #12301c; --bad: #ffa198; --bad-back: #43191c; --ask: #eac55f; --ask-back: #362a07; --new: #d2a8ff; --new-back: #2c2145; } }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 0 1rem; max-width: 92rem; overflow-wrap: anywhere; }
code, .at, .do, .hook-name, .binary { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; font-size: .92em; }
h1, h2, h3, h4, h5, h6 { line-height: 1.3; margin: 0; text-wrap: balance; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; } h3 { font-size: 1.05rem; } h4, h5, h6 { font-size: 1rem; }
p { margin: .4rem 0; } ul, ol { margin: .4rem 0; padding-left: 1.4rem; } dl { margin: 0; } dd { margin: 0; }
a { color: var(--link); } a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .4rem .8rem; z-index: 2; }
header { padding-top: 1rem; } footer { margin: 3rem 0 1.5rem; color: var(--dim); font-size: .9rem; border-top: 1px solid var(--line); }
.kind { color: var(--dim); margin: 0 0 .75rem; }
.r-dim, .of, .passed, .again { color: var(--dim); } .r-strong { font-weight: 600; } .r-label { color: var(--dim); }
.r-through { color: var(--good); } .r-ended { color: var(--bad); } .r-unsure { color: var(--ask); } .r-change { color: var(--new); }
.sign { display: inline-block; min-width: 1em; text-align: center; }
.verdict { border: 1px solid var(--edge); border-left-width: .5rem; border-radius: .5rem; padding: 1rem 1.25rem; background: var(--card); color: var(--text); }
.verdict.r-through { background: var(--good-back); border-color: var(--good); } .verdict.r-through h1 { color: var(--good); }
.verdict.r-ended { background: var(--bad-back); border-color: var(--bad); } .verdict.r-ended h1 { color: var(--bad); }
.verdict.r-change { background: var(--new-back); border-color: var(--new); } .verdict.r-change h1 { color: var(--new); }
.verdict.r-unsure { background: var(--ask-back); border-color: var(--ask); } .verdict.r-unsure h1 { color: var(--ask); }
.verdict .r-dim { color: inherit; } .verdict p { margin: .5rem 0 0; }
h1 .by { font-size: 1.05rem; font-weight: 600; color: var(--text); }
.decider { display: block; background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: .5rem .75rem; white-space: pre-wrap; }
.notice { font-weight: 600; } .verdict .notice { color: var(--bad); } .more-ends, .more-questions { margin-top: .5rem; }
table { border-collapse: collapse; font-size: .95rem; } th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
thead th { color: var(--dim); font-weight: 500; border-bottom-color: var(--edge); } caption { text-align: left; color: var(--dim); padding-bottom: .2rem; }
.scroll { overflow-x: auto; margin-top: .75rem; }
.facts, .changes { list-style: none; padding: 0; }
.facts li { display: grid; grid-template-columns: 6.5rem 1fr; gap: .25rem .75rem; padding: .2rem 0; }
.if { flex: 1 0 100%; background: var(--ask-back); border-radius: .35rem; padding: .3rem .7rem; margin-top: .2rem; font-size: .95rem; }
.odds { white-space: nowrap; } .bar { vertical-align: baseline; } .bar-all { fill: var(--line); } .bar-part { fill: var(--link); }
.track { margin: .75rem 0 1.25rem; } .track ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; align-items: stretch; }
.track .hook { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); padding: .4rem .6rem .6rem; position: relative; }
.track > ol { gap: .75rem 1.6rem; } .track > ol > li:not(:last-child)::after { content: "\\2192" / ""; position: absolute; right: -1.4rem; top: 1.6rem; color: var(--dim); width: 1.2rem; text-align: center; }
.hook-name { display: block; font-weight: 600; color: var(--dim); margin-bottom: .3rem; }
.station { border: 1px solid var(--edge); border-radius: .35rem; background: var(--page); min-width: 5.5rem; }
.station a { display: block; padding: .25rem .6rem; text-decoration: none; color: var(--text); height: 100%; }
.station .label { display: block; font-weight: 600; text-decoration: underline; text-decoration-color: var(--edge); text-underline-offset: 2px; } .station .words { font-size: .85rem; color: var(--dim); }
.station.r-change { border-color: var(--new); background: var(--new-back); } .station.r-change .words { color: var(--new); }
.station.r-ended { border: 2px solid var(--bad); background: var(--bad-back); } .station.r-ended .words { color: var(--bad); font-weight: 600; }
.station.r-unsure { border-color: var(--ask); background: var(--ask-back); } .station.r-unsure .words { color: var(--ask); }
.track .end { align-self: center; font-weight: 700; border: 2px solid; border-radius: 2rem; padding: .35rem .9rem; position: relative; background: var(--card); }
.fork-sign { fill: none; stroke: currentColor; stroke-width: 1.8; vertical-align: -.05em; }
.track .missed { border-style: dashed; background: none; align-self: center; } .track .missed .words, .track .missed .hook-name { color: var(--dim); }
.track > ol > li.end:not(:last-child)::after { content: none; }
.hook-block { margin: 1.25rem 0; } .hook-block > h3, .hook-block > h4, .hook-block > h5, .hook-block > h6 { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; border-bottom: 1px solid var(--line); padding-bottom: .2rem; margin-bottom: .6rem; }
.hop { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; margin: .5rem 0; }
.long .hop { content-visibility: auto; contain-intrinsic-size: auto 8rem; }
.hop:target, .card-body:target { outline: 3px solid var(--link); outline-offset: 2px; }
.came { font-weight: 500; font-size: .88rem; color: var(--dim); border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .6rem; margin-left: .4rem; white-space: nowrap; }
.came.r-change { color: var(--new); border-color: var(--new); } .came.r-ended { color: var(--bad); border-color: var(--bad); } .came.r-through { color: var(--good); border-color: var(--good); } .came.r-unsure { color: var(--ask); border-color: var(--ask); }
.steps { list-style: none; padding: 0; margin: .3rem 0 0; } .steps .steps { border-left: 2px solid var(--line); margin: 0 0 .2rem .55rem; padding-left: .8rem; }
.line { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: .18rem .3rem .18rem 1.5rem; position: relative; border-radius: .3rem; align-items: baseline; }
.line .at { flex: 0 1 auto; min-width: 13rem; } .line .do { flex: 0 1 auto; min-width: 9rem; font-weight: 600; } .line .why { flex: 1 1 16rem; color: var(--dim); }
details > summary { cursor: pointer; } details.rule > summary { list-style: none; } details.rule > summary::-webkit-details-marker { display: none; }
details.rule > summary::before, div.line::before { content: "\\25b8" / ""; color: var(--dim); position: absolute; left: .35rem; } details.rule[open] > summary::before { content: "\\25be" / ""; } div.line::before { content: ""; }
details.rule > summary:hover { background: var(--code); } details.rule[open] > summary { background: var(--code); }
.more { display: grid; grid-template-columns: auto 1fr; gap: .25rem .9rem; margin: .3rem 0 .7rem 1.1rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--page); font-size: .95rem; }
.more dd { min-width: 0; } .bits tbody th, .bits .value { white-space: nowrap; } .bits td { overflow-wrap: anywhere; }
.more dt { color: var(--dim); } .more ul { margin: 0; padding-left: 1.1rem; } .more code { white-space: pre-wrap; }
.asked { margin: .1rem 0 .3rem 1.1rem; color: var(--ask); } .asked .r-label { font-weight: 600; color: inherit; }
.passed { font-size: .9rem; margin: .1rem 0 .1rem .3rem; } .misses { list-style: none; margin: .2rem 0 .4rem .5rem; padding-left: .6rem; border-left: 2px dotted var(--line); } .missed .do { font-weight: 400; }
.within { font-size: .9rem; color: var(--dim); } .within .at { font-size: 1em; }
.bits table { font-size: .9rem; } .binary { margin: .2rem 0; } .binary mark { font-weight: 700; } mark { background: var(--new-back); color: var(--new); text-decoration: underline; }
.fork { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem; align-items: start; margin: 1rem 0; }
.card { border: 1px solid var(--edge); border-radius: .6rem; background: var(--page); min-width: 0; } .card > summary { padding: .6rem .9rem; display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; background: var(--card); border-radius: .6rem; }
.card > summary::before { content: "\\25b8" / ""; color: var(--dim); } .card[open] > summary::before { content: "\\25be" / ""; } .card[open] > summary { border-bottom: 1px solid var(--line); border-radius: .6rem .6rem 0 0; } .card-body { padding: .3rem .9rem .9rem; }
.path-end { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: .5rem; }
.questions, .problems { padding-left: 1.2rem; } .questions li, .problems li { margin: .4rem 0; }
.mark-fold { margin: .4rem 0; } .mark-fold > .bits { margin: .4rem 0 0 1rem; }
.command { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--code); border-radius: .35rem; padding: .5rem .75rem; margin: .4rem 0; } pre { margin: 0; }
.command code { user-select: all; }
.filters { border: 1px solid var(--edge); border-radius: .35rem; margin: .75rem 0 0; padding: .3rem .75rem .5rem; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; } .filters label { cursor: pointer; }
body:has(#show-error:not(:checked)) .finding.error, body:has(#show-warning:not(:checked)) .finding.warning, body:has(#show-note:not(:checked)) .finding.note { display: none; }
.finding h3 { text-wrap: wrap; } .finding .came { margin: 0 .4rem 0 0; } .causes { list-style: none; padding: 0 0 0 .9rem; border-left: 2px solid var(--line); } .causes li { margin: .3rem 0; } .finding .decider { margin: .2rem 0; background: var(--page); }
.rule-page { margin: .6rem 0; } .rule-page > summary { font-size: .95rem; } .rule-page h4 { margin-top: .8rem; }
.contents { padding-left: 1.4rem; } .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; } .side { border: 1px solid var(--line); border-left: .4rem solid; border-radius: .4rem; background: var(--card); padding: .5rem .9rem; } .side p { margin: .2rem 0; } .side .decider { color: var(--text); background: var(--page); }
.difference h3 { margin: 1.1rem 0 .4rem; } .rows td { padding-right: 1.2rem; min-width: 6rem; max-width: 24rem; overflow-wrap: anywhere; }
.tools { margin: 1rem 0 0; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; } button, select, input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .35rem; padding: .25rem .7rem; } button { cursor: pointer; }
[hidden] { display: none; }
@media (max-width: 40rem) { .verdict table, .verdict tbody { display: block; } .verdict thead { display: none; } .verdict tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .3rem 0; } .verdict td { border: 0; padding: .1rem 0; } .verdict td:last-child { flex: 1 0 100%; } .rows, .rows tbody, .rows tr, .rows td { display: block; } .rows thead { display: none; } .rows tr { border: 1px solid var(--line); border-radius: .4rem; background: var(--card); padding: .3rem .7rem; margin: .5rem 0; } .rows td { display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; border: 0; padding: .1rem 0; max-width: none; } .rows td::before { content: attr(data-label); color: var(--dim); } body { padding: 0 .75rem; } h1 { font-size: 1.35rem; } .facts li { grid-template-columns: 1fr; gap: 0; } .line .at, .line .do { min-width: 0; } .steps .steps { padding-left: .5rem; margin-left: .3rem; } .more { grid-template-columns: 1fr; margin-left: 0; } .more dd { margin-bottom: .3rem; } .verdict { padding: .75rem .9rem; } .track > ol { flex-direction: column; gap: 1.3rem; } .track > ol > li:not(:last-child)::after { content: "\\2193" / ""; right: auto; left: 1rem; top: auto; bottom: -1.5rem; } .track .end, .track .missed { align-self: flex-start; } .came { white-space: normal; } }
@media print { html { background: #fff; font-size: 12px; } body { max-width: none; padding: 0; } .skip, .tools { display: none; } .hop, .card, .verdict { break-inside: avoid-page; } .long .hop { content-visibility: visible; } details::details-content { content-visibility: visible; block-size: auto; } .fork { display: block; } .card { margin-bottom: 1rem; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
