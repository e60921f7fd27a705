package picture

// palette are the colours of both themes. Red is kept for what should not be.
const palette = `
--paper:#ffffff;--ink:#1b2430;--soft:#5b6776;--line:#c6ced8;--sky:#eef4fb;--skyline:#b9d0ea;--land:#f7f8fa;--room:#ffffff;
--door:#fff4dc;--doorline:#d9a53f;--call:#1f6fc4;--inside:#2c7a5b;--insidefill:#eaf6f0;--insideline:#9fd0b9;--vault:#f3eefb;--vaultline:#c8b6e6;
--bad:#b3261e;--badfill:#fde9e7;`

const paletteDark = `
--paper:#11161d;--ink:#e6ebf1;--soft:#9aa7b6;--line:#36424f;--sky:#15263a;--skyline:#2c4f77;--land:#171e27;--room:#11161d;
--door:#33290f;--doorline:#a67c25;--call:#6cb0ff;--inside:#6fcfa4;--insidefill:#12291f;--insideline:#2f6a50;--vault:#221b31;--vaultline:#594680;
--bad:#ff8a80;--badfill:#3a1512;`

// shapes are the rules that use them.
const shapes = `
.paper{fill:var(--paper)}.sky{fill:var(--sky);stroke:var(--skyline)}.land{fill:var(--land);stroke:var(--line)}
.room{fill:var(--room);stroke:var(--line)}.subnet{fill:var(--insidefill);stroke:var(--insideline)}
.ends{fill:var(--vault);stroke:var(--vaultline)}.door{fill:var(--door);stroke:var(--doorline)}
.edge{fill:var(--paper);stroke:var(--call);stroke-width:1.5}.caller{fill:var(--paper);stroke:var(--call)}
.chip{fill:none;stroke:var(--line)}.good{fill:var(--insidefill);stroke:var(--insideline)}
.bad{fill:var(--badfill);stroke:var(--bad)}
.way{fill:none;stroke:var(--call);stroke-width:1.8}.head{fill:var(--call)}
.way.inside{stroke:var(--inside)}.head.inside{fill:var(--inside)}.way.alarm{stroke:var(--bad)}.head.alarm{fill:var(--bad)}
.n,.w,.s,.t{fill:var(--ink);font-size:11.5px}
.n{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.w,.s,.t{font-family:system-ui,"Segoe UI",Helvetica,Arial,"DejaVu Sans",sans-serif}
.w{fill:var(--soft)}.s{font-weight:600}.t{font-size:17px;font-weight:600}
.call{fill:var(--call)}.in{fill:var(--inside)}.red{fill:var(--bad)}`

// sheet is the style sheet of a picture that stands alone.
const sheet = "svg{" + palette + "}\n@media (prefers-color-scheme:dark){svg{" + paletteDark + "}}" + shapes
