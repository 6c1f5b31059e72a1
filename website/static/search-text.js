// Search results read as text: formulas in place of their TeX, and an entry of the glossary with its
// explanation. Replaces the function of Sphinx's searchtools.js that turns a page into text.
(() => {
  const signs = {
    alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", varepsilon: "ε", eta: "η", theta: "θ", lambda: "λ",
    mu: "μ", nu: "ν", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", varphi: "φ", omega: "ω", Delta: "Δ", Sigma: "Σ", Omega: "Ω",
    partial: "∂", nabla: "∇", sum: "Σ", prod: "Π", infty: "∞", cdot: "·", times: "×", odot: "⊙", pm: "±", approx: "≈",
    le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", in: "∈", to: "→", rightarrow: "→", leftarrow: "←", mapsto: "↦",
    ldots: "…", dots: "…", cdots: "…", top: "ᵀ", sim: "~", mid: "|", quad: " ", qquad: " ",
  };
  const accents = { hat: "\u0302", bar: "\u0304", tilde: "\u0303", vec: "\u20d7" };

  const plain = (tex) => {
    let text = tex.replace(/^\s*\\[([]|\\[)\]]\s*$/g, "").replace(/\\(begin|end)\{[^}]*\}/g, " ");
    const accent = /\\(hat|bar|tilde|vec)\s*(?:\{([^{}]*)\}|(\w))/g;
    text = text.replace(accent, (_, name, group, letter) => (group ?? letter) + accents[name]);
    for (let before = ""; before !== text; ) {
      before = text;
      text = text.replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "($1)/($2)").replace(/\\sqrt\s*\{([^{}]*)\}/g, "√($1)");
      text = text.replace(/\\(?:text|mathrm|mathbf|mathbb|mathcal|boldsymbol|operatorname|mathit)\*?\s*\{([^{}]*)\}/g, "$1");
    }
    text = text.replace(/\\([A-Za-z]+)/g, (_, name) => signs[name] ?? (/^(left|right|big|Big|bigl|bigr|displaystyle)$/.test(name) ? "" : `${name} `));
    return text.replace(/\\\\|&/g, " ").replace(/\\[,;:! ]/g, " ").replace(/\\/g, "").replace(/[{}]/g, "").replace(/\s+/g, " ").trim();
  };

  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(".headerlink, script, style, noscript, .page-end").forEach((element) => element.remove());
    page.querySelectorAll(".math").forEach((formula) => formula.replaceWith(` ${plain(formula.textContent)} `));
    const main = page.querySelector('[role="main"]') ?? page.querySelector("main");
    const found = anchor ? page.getElementById(anchor.slice(1)) : null;
    if (found?.tagName === "DT") {
      let entry = found.nextElementSibling;
      while (entry?.tagName === "DT") entry = entry.nextElementSibling; // further words for the same
      return `${found.textContent.trim()}: ${entry?.textContent.replace(/\s+/g, " ").trim() ?? ""}`;
    }
    return (found ?? main)?.textContent ?? "";
  };
})();
