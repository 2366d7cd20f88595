// How the report looks: on a screen, light or dark, narrow or wide, and on paper. One style, no script, nothing fetched.
import { createHash } from 'node:crypto'

export const reportStyle = `:root{color-scheme:light dark;--text:#1b1b1b;--soft:#595959;--line:#d9d9d9;--back:#fff;--card:#f7f7f7;--bad:#a4262c;--good:#0b6a0b;--busy:#005a9e;--bar:#8a8886}
@media (prefers-color-scheme:dark){:root{--text:#f0f0f0;--soft:#b8b8b8;--line:#484848;--back:#1b1b1b;--card:#262626;--bad:#ff9a9a;--good:#8fd98f;--busy:#8cc8ff;--bar:#8a8886}}
*{box-sizing:border-box}
body{font:14px/1.45 system-ui,sans-serif;margin:0;color:var(--text);background:var(--back)}
header,main,footer{max-width:75em;margin:auto;padding:0 1.2em}
h1{font-size:1.5em;margin:1em 0 .3em}h2{font-size:1.2em;margin:2em 0 .5em;padding-bottom:.2em;border-bottom:1px solid var(--line)}
p{margin:.4em 0}.soft,footer{color:var(--soft)}footer{padding-top:1.5em;padding-bottom:2em}
ul.counts{list-style:none;display:flex;flex-wrap:wrap;gap:.6em;padding:0;margin:1em 0}
ul.counts li{background:var(--card);border:1px solid var(--line);border-radius:.4em;padding:.4em .9em}ul.counts b{display:block;font-size:1.5em;line-height:1.2}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5em 0}
th,td{text-align:left;vertical-align:top;padding:.3em .9em .3em 0;border-bottom:1px solid var(--line)}th{white-space:nowrap}tr.told td{border-bottom:0;padding-bottom:0}
td,code,summary,li{unicode-bidi:isolate}
.failure,.retrying,.fatal{color:var(--bad);font-weight:600}.success{color:var(--good)}.waiting,.in-progress,.risk{color:var(--busy)}
details{margin:.5em 0}summary{cursor:pointer}summary:focus-visible,.wide:focus-visible{outline:2px solid var(--busy);outline-offset:2px}
details.card{background:var(--card);border:1px solid var(--line);border-left:.3em solid var(--bad);border-radius:.3em;padding:.5em .9em}
details.card.quiet{border-left-color:var(--busy)}details.card>summary{font-weight:600;overflow-wrap:anywhere}details.card>summary span{font-weight:400}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em;margin:.6em 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul.causes{list-style:none;padding:0;margin:.5em 0}ul.causes li{padding:.4em 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
ol.lines{list-style:none;padding:0;margin:.4em 0}ol.lines li{padding:.25em 0;border-top:1px solid var(--line)}
code{font:12px/1.4 ui-monospace,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
ol.steps{list-style:none;margin:.4em 0;padding:0}ol.steps li{display:grid;grid-template-columns:11.5em 6em 1fr;gap:0 1em;padding:.1em 0;overflow-wrap:anywhere}
svg{display:block;width:100%;height:10px;margin:.5em 0}svg rect{fill:var(--bar)}svg rect.success{fill:var(--good)}svg rect.failure{fill:var(--bad)}
@media (max-width:40em){header,main,footer{padding:0 .8em}dl{display:block}dd{margin:0 0 .4em}ol.steps li{grid-template-columns:1fr;padding:.3em 0;border-top:1px solid var(--line)}}
@media print{body{font-size:11px}header,main,footer{max-width:none;padding:0}.wide{overflow:visible}details.card{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto;height:auto}th,td{padding-right:.6em}}`

/** This style and nothing else: the browser asks nobody for anything. */
export const reportPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(reportStyle).digest('base64')}'; form-action 'none'; base-uri 'none'`
