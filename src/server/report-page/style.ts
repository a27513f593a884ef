/** Readable on a screen, and on paper in black. */
export const style = [
  'body{font:1rem/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:50rem;margin:2rem auto;padding:0 1rem}',
  'h1{font-size:1.75rem}h2{font-size:1.35rem;margin-top:2rem;border-bottom:1px solid #767676}h3{font-size:1.1rem}',
  '.lead{font-size:1.15rem}.effect{font-weight:400;border:1px solid #111;border-radius:.25rem;padding:0 .4rem}',
  '.notes{border-left:.25rem solid #111;padding:.5rem 1.5rem}',
  'dl>div{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.15rem 0}dt{flex:0 0 15rem;font-weight:600}dd{flex:1 1 15rem;margin:0}',
  'table{border-collapse:collapse;margin:1rem 0;width:100%}caption{text-align:left;font-weight:600}',
  'th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;overflow-wrap:anywhere}',
  '@media print{@page{margin:2cm}body{max-width:none;margin:0;padding:0;font-size:10pt}section,table,tr{break-inside:avoid}h2,h3{break-after:avoid}}',
].join('');
