import TransparencyLog

/// How the page of a case looks, and the policy that lets a browser take this style and nothing else.
enum CaseStyle {
    /// What the browser may load and do: this style sheet, by its hash.
    static let policy =
        "default-src 'none'; style-src 'sha256-\(Digest.sha256(Array(sheet.utf8)).base64)'; base-uri 'none'; form-action 'none'"

    static let text = Markup(stringLiteral: sheet)

    private static let sheet = """
        :root{color-scheme:light;--ink:#1b1f24;--dim:#57606a;--line:#d0d7de;--bad:#a40e26;--warn:#7a4d00;--good:#116329;--link:#0b4fa0}
        *{box-sizing:border-box}
        body{font:15px/1.5 system-ui,"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Micro Hei",sans-serif;margin:0 auto;max-width:76rem;padding:1rem;color:var(--ink);background:#fff}
        #zh:checked~* [lang=en],#en:checked~* [lang=zh]{display:none}
        .choice{margin:.2rem .2rem .2rem .6rem}.choice:focus-visible+label{outline:2px solid var(--link)}
        .skip{position:absolute;left:-999rem}.skip:focus{position:static;margin-left:1rem}
        h1{font-size:1.5rem;line-height:1.3;margin:.6rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid var(--ink)}h3{font-size:1rem;margin:1.2rem 0 .3rem}
        p{margin:.4rem 0}a{color:var(--link)}a:focus-visible,.wide:focus-visible{outline:2px solid var(--link)}
        code,pre{font:12px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere;white-space:pre-wrap}
        table{border-collapse:collapse;width:100%;font-size:14px}.wide{overflow-x:auto;position:relative}
        td,th{text-align:left;padding:.25rem .5rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere;min-width:2rem}
        td>code{white-space:normal}thead th{border-bottom:2px solid #8c959f;white-space:nowrap}th.w{min-width:14rem}th[scope=row]{min-width:7rem}th.t,th.k{min-width:0}td.who{min-width:8rem}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.t{white-space:nowrap;font-variant-numeric:tabular-nums}
        .dim{color:var(--dim)}.bad{color:var(--bad);font-weight:600}.warn{color:var(--warn)}.good{color:var(--good)}
        .status{display:inline-block;border:2px solid currentColor;border-radius:.3rem;padding:0 .6rem;font-weight:700}
        dl.sum{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:.6rem 0;font-size:1.05rem}
        dl.sum dt{color:var(--dim)}dl.sum dd{margin:0;overflow-wrap:anywhere;min-width:0}dl.sum b{font-size:1.15rem;white-space:nowrap}
        dl.sum ul{margin:0;padding-left:1.1rem}.sums{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem}
        nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;border-bottom:1px solid var(--line);padding:.4rem 0}
        .finding{border-left:.4rem solid #b97a00;background:#fff8e5;padding:.5rem .9rem;margin:.7rem 0}
        .finding.alarm{border-color:var(--bad);background:#fff0f0}.finding.notice{border-color:#6e7781;background:#f6f8fa}.finding h3{margin:.1rem 0}
        .marks{white-space:nowrap;font-family:ui-monospace,"DejaVu Sans Mono",monospace;letter-spacing:0}.marks span{display:inline-block;width:2.2em;text-align:center;border-left:1px solid var(--line);border-right:1px solid var(--line);margin-right:-1px}
        tr.gap td{text-align:center;color:var(--dim);background:#f6f8fa;font-size:13px}
        tr.sub td,tr.sub th{font-weight:700;background:#f6f8fa}tr.none td,tr.none th{color:var(--dim)}
        td.bar{width:26%;min-width:7rem}td.bar svg{display:block;width:100%;height:1.1rem}
        .chart{min-width:46rem}.chart svg{display:block;width:100%;height:auto}figure{margin:.5rem 0}figcaption{color:var(--dim);font-size:14px}
        tr:target td,tr:target th{background:#fff3b0}details summary{cursor:pointer}footer{margin-top:2rem;border-top:1px solid var(--line);color:var(--dim);font-size:13px}
        svg .ax{stroke:#d0d7de;stroke-width:1}svg .ln{stroke:#8c959f;stroke-width:2}svg text{font:13px system-ui,"Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;fill:#1b1f24}svg text.d{fill:#57606a}
        svg .dot{fill:#0b4fa0}svg .ring{fill:#fff;stroke:#0b4fa0;stroke-width:2}svg .cut{fill:#fff}svg .badt{fill:#a40e26}svg .all{fill:#57606a}svg .part{fill:#b45309}svg .fund{fill:#116329}svg .own{fill:#0b4fa0}
        @media(max-width:44rem){body{padding:.6rem;font-size:16px}dl.sum{grid-template-columns:1fr;gap:0}dl.sum dd{margin-bottom:.5rem}td,th{padding:.25rem .35rem}td.bar,th.bar,.marks,th.marks{display:none}h1{font-size:1.25rem}}
        @page{size:A4;margin:14mm 12mm}
        @media print{body{max-width:none;padding:0;font-size:9.5pt;color:#000}.choice,.choice+label,.skip,nav{display:none}table{font-size:8.5pt}code,pre{font-size:7.5pt}
        a{color:inherit;text-decoration:none}.wide{overflow:visible}.chart{min-width:0}tr,.finding,figure,dl.sum,pre{break-inside:avoid}h1,h2,h3{break-after:avoid}thead{display:table-header-group}
        thead th{white-space:normal}th.w{min-width:9rem}td,th{padding:.12rem .3rem;min-width:0}th[scope=row]{min-width:5rem}th.t,th.k{min-width:0}td.who{min-width:5.5rem}td.t,th.t{min-width:max-content}.finding,tr.sub td,tr.gap td{background:none}.finding table{break-inside:auto}h2{margin-top:1.2rem}}
        """
}
