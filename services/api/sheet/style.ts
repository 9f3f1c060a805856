export const SHEET_STYLE = `
body{font:16px/1.4 system-ui,sans-serif;margin:0;background:#f4f4f2;color:#1b1b1b}
main{max-width:48rem;margin:0 auto;padding:1rem;background:#fff}
header{display:grid;grid-template-columns:1fr 1fr;border-bottom:2px solid}
h1,h2{font-size:1.1rem}h3{font-size:1rem;background:#eee;padding:.3rem}
dl{display:grid;grid-template-columns:minmax(9rem,1fr) 3fr;gap:.3rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
footer{border-top:2px solid;font-size:.85rem}.recipient{text-align:right;font-weight:600}
@media print{body{background:#fff}main{padding:0}}
`;
